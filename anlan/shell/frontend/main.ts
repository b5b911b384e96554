// Attaches behaviours to elements that carry data-module="name" (or data-draft, data-offline …), now and after each swap.
import "./htmx";
import { attach, register } from "./modules";
import confirmation from "./dialog";
import copy from "./copy";
import draft from "./draft";
import focus from "./focus";
import grid from "./grid";
import keys from "./keys";
import lightbox from "./lightbox";
import live from "./live";
import menu from "./menu";
import offline from "./offline";
import password from "./password";
import phrases from "./phrases";
import photo from "./photo";
import submit from "./submit";
import tabs from "./tabs";
import theme from "./theme";

register("menu", menu);
register("theme", theme);
register("photo", photo);
register("lightbox", lightbox);
register("phrases", phrases);
register("copy", copy);
register("password", password);
register("focus", focus);
register("tabs", tabs);
register("grid", grid);
register("draft", draft, "form[data-draft]");

submit();
confirmation();
keys();
live();
offline();
attach(document.body);
document.addEventListener("htmx:after:process", (event) => attach(event.target as ParentNode));
