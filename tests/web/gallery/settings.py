"""Just enough settings to look at the gallery without a database: `python -m tests.web.gallery [PORT]`."""

from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]
DEBUG = True
SECRET_KEY = "gallery"
ALLOWED_HOSTS = ["127.0.0.1", "localhost", "testserver"]
ROOT_URLCONF = "tests.web.gallery.urls"
INSTALLED_APPS = ["anlan.kernel.web", "django.contrib.staticfiles"]
MIDDLEWARE = [
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "tests.web.gallery.views.policy",
]
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [Path(__file__).parent / "pages"],
        "OPTIONS": {
            "loaders": ["django.template.loaders.filesystem.Loader", "django.template.loaders.app_directories.Loader"],
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.csrf",
                "tests.web.gallery.sample.frame",
            ],
        },
    }
]
STATIC_URL = "/static/"
STATICFILES_DIRS = [ROOT / "anlan" / "shell" / "static"]
USE_TZ = True
TIME_ZONE = "Asia/Shanghai"
LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", "中文"), ("en", "English")]
DATABASES: dict[str, object] = {}
