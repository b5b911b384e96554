"""Settings. Everything that differs between machines comes from the environment, through typed readers."""

from __future__ import annotations

from datetime import timedelta

from csp.constants import NONE, SELF

from anlan.shell import environment as env

ANLAN_PUBLIC_KEY = "only-for-commands-without-sessions"  # everybody can read it here: nothing that serves takes it
SECRET_KEY = env.text("ANLAN_SECRET_KEY", ANLAN_PUBLIC_KEY)
DEBUG = False
ALLOWED_HOSTS = env.words("ANLAN_HOSTS", "127.0.0.1,localhost,[::1]")
CSRF_TRUSTED_ORIGINS = env.words("ANLAN_ORIGINS")
ANLAN_VAR = env.folder("ANLAN_VAR", env.PROJECT / "var")
ANLAN_EVIDENCE_DIR = env.folder("ANLAN_EVIDENCE_DIR", ANLAN_VAR / "evidence")
ANLAN_PORT = env.number("PORT", 8000)
ANLAN_LIVE_PORT = env.number("ANLAN_LIVE_PORT", 0)
ANLAN_LIVE_URL = env.text("ANLAN_LIVE_URL", "")  # where the live stream is reached, when a proxy joins both
ANLAN_BASE_URL = env.text("ANLAN_BASE_URL", f"http://127.0.0.1:{ANLAN_PORT}")
ANLAN_DEMO = env.flag("ANLAN_DEMO", False)  # the cast may sign in by one click, on loopback only
ANLAN_HTTPS = env.flag("ANLAN_HTTPS", False)

INSTALLED_APPS = [
    "sim",  # the rehearsal city: commands only
    "anlan.shell",
    # oversight
    "anlan.oversight.board",
    "anlan.oversight.burden",
    "anlan.oversight.questions",
    # work
    "anlan.work.programmes",
    "anlan.work.instructions",
    "anlan.work.checks",
    "anlan.oversight.binders",
    # work
    "anlan.work.tips",
    "anlan.work.platform",
    "anlan.work.notices",
    "anlan.work.hazards",
    "anlan.work.returns",
    "anlan.work.asks",
    "anlan.work.pledges",
    "anlan.work.hooks",
    "anlan.work.doors",
    "anlan.work.cases",
    # registers
    "anlan.registers.places",
    "anlan.registers.presence",
    "anlan.registers.channels",
    "anlan.registers.calendar",
    "anlan.registers.keys",
    "anlan.registers.people",
    "anlan.registers.org",
    # kernel
    "anlan.kernel.evidence",
    "anlan.kernel.outbox",
    "anlan.kernel.ledger",
    "anlan.kernel.web",
    "anlan.kernel",
    # what others keep well
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "allauth.socialaccount",
    "axes",
    "csp",
    "django_htmx",
    "procrastinate.contrib.django",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "anlan.shell.middleware.actor",
    "anlan.shell.middleware.refusals",
    "anlan.shell.middleware.readable",
    "axes.middleware.AxesMiddleware",
]

ROOT_URLCONF = "anlan.shell.urls"
WSGI_APPLICATION = "anlan.shell.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
DATABASES = {"default": env.database(env.text("DATABASE_URL", "postgresql://anlan_web@127.0.0.1:5432/anlan"))}

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "anlan.shell.context.frame",
            ],
            "builtins": ["django.templatetags.i18n", "anlan.kernel.web.templatetags.anlan"],
        },
    }
]

LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", "中文"), ("en", "English")]
LOCALE_PATHS = [env.PROJECT / "anlan" / "locale"]
TIME_ZONE = "Asia/Shanghai"
USE_TZ = True
USE_I18N = True
USE_THOUSAND_SEPARATOR = False

STATIC_URL = "/static/"
STATIC_ROOT = ANLAN_VAR / "static"
STATICFILES_DIRS = [path for path in [env.PROJECT / "anlan" / "shell" / "static"] if path.is_dir()]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": str(ANLAN_VAR / "files")}},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = False

# ── signing in ─────────────────────────────────────────────────────────────────────────────────────────────────────────
AUTH_USER_MODEL = "people.Person"
AUTHENTICATION_BACKENDS = ["axes.backends.AxesStandaloneBackend", "anlan.registers.people.sign_in.NumberOrName"]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
    "anlan.registers.people.hashers.FirstPassword",  # random first passwords only; replaced at the first sign-in
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator", "OPTIONS": {"user_attributes": ("username",)}},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 8}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "anlan.registers.people.sign_in.ClassesValidator"},
]  # fmt: skip
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
ACCOUNT_ADAPTER = "anlan.shell.accounts.Adapter"
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_USER_MODEL_EMAIL_FIELD = None
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_RATE_LIMITS = False  # lockout is django-axes' office
MFA_ADAPTER = "anlan.registers.keys.factors.Adapter"
MFA_SUPPORTED_TYPES = ["recovery_codes", "totp", "webauthn"]
MFA_FORMS = {
    "authenticate": "anlan.registers.keys.factors.Authenticate", "reauthenticate": "anlan.registers.keys.factors.Reauthenticate",
    "activate_totp": "anlan.registers.keys.factors.ActivateTotp", "add_webauthn": "anlan.registers.keys.factors.AddPasskey",
}  # fmt: skip
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_RECOVERY_CODES_SHOW_ONCE = True
MFA_TOTP_ISSUER = "安澜"
MFA_TOTP_TOLERANCE = 1  # clocks of phones go a little wrong
MFA_RATE_LIMITS = {"webauthn_login": "120/m/ip"}  # nothing to guess there; a whole school sits behind one address
ANLAN_SECOND_FACTOR_ROLES = env.words("ANLAN_SECOND_FACTOR_ROLES")  # roles that must have a passkey or an authenticator; usually none
SOCIALACCOUNT_ADAPTER = "anlan.registers.channels.entering.Adapter"  # WeCom and DingTalk: for accounts that were bound before
SOCIALACCOUNT_EMAIL_VERIFICATION = "none"
SOCIALACCOUNT_STORE_TOKENS = False
USERSESSIONS_TRACK_ACTIVITY = True
SESSION_COOKIE_AGE = env.number("ANLAN_SESSION_SECONDS", 8 * 3600)
ANLAN_PASSWORD_DAYS = env.number("ANLAN_PASSWORD_DAYS", 90)  # usual assessors' value: V-SEC, 待核实, editable; 0: a password does not age
SESSION_SAVE_EVERY_REQUEST = False
ANLAN_IDLE_SECONDS = env.number("ANLAN_IDLE_SECONDS", 3600)  # usual assessors' value is 600 s: V-SEC, 待核实, editable
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = ANLAN_HTTPS
SESSION_COOKIE_NAME = f"anlan_session_{ANLAN_PORT}"
CSRF_COOKIE_NAME = f"anlan_csrf_{ANLAN_PORT}"
CSRF_FAILURE_VIEW = "anlan.shell.errors.csrf_failed"
# five wrong passwords lock the account for 15 minutes; the lock belongs to the account, not to the address of a school
AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = timedelta(minutes=15)
AXES_LOCKOUT_PARAMETERS = ["username"]
AXES_USERNAME_CALLABLE = "anlan.registers.people.sign_in.name_to_lock"
AXES_SENSITIVE_PARAMETERS = ["username", "login", "ip_address"]  # what was typed may be a mobile number
# every failed sign-in is kept, and pruned by age alone (anlan/shell/pruning.py); axes' own limit would drop the newest first
AXES_ENABLE_ACCESS_FAILURE_LOG = True
AXES_ACCESS_FAILURE_LOG_PER_USER_LIMIT = 10**9
ANLAN_LOG_DAYS = env.number("ANLAN_LOG_DAYS", 365)  # how long sign-ins are kept; the law asks for six months at least
AXES_RESET_ON_SUCCESS = True
AXES_LOCKOUT_CALLABLE = "anlan.shell.errors.locked_out"
AXES_ENABLE_ADMIN = False
AXES_VERBOSE = False

ANLAN_LINK_HOURS = env.number("ANLAN_LINK_HOURS", 72)  # how long a one-use link in a mail lasts
ANLAN_HOOKS_INNER = env.flag("ANLAN_HOOKS_INNER", False)  # webhooks may go to addresses of inner networks as well

# ── headers ────────────────────────────────────────────────────────────────────────────────────────────────────────────
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "blob:", "data:"],
        "font-src": [SELF],
        "connect-src": [SELF, *([ANLAN_LIVE_URL] if ANLAN_LIVE_URL else [])],
        "manifest-src": [SELF],
        "worker-src": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
        "base-uri": [NONE],
    }
}
if ANLAN_LIVE_PORT and not ANLAN_LIVE_URL:
    CONTENT_SECURITY_POLICY["DIRECTIVES"]["connect-src"] += [
        f"http://127.0.0.1:{ANLAN_LIVE_PORT}", f"http://localhost:{ANLAN_LIVE_PORT}",
    ]  # fmt: skip
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
SECURE_HSTS_SECONDS = 31536000 if ANLAN_HTTPS else 0
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if ANLAN_HTTPS else None
X_FRAME_OPTIONS = "DENY"
ANLAN_MOST_BYTES = env.number("ANLAN_MOST_MB", 100) * 1024 * 1024  # a whole request: a dozen photos straight from a camera
ANLAN_MOST_BYTES_UNKNOWN = 1024 * 1024  # of somebody who is not signed in
ANLAN_MOST_BYTES_AT_DOOR = 25 * 1024 * 1024, "/r/"  # three photos of a phone without scripts, at the addresses behind the codes of doors
DATA_UPLOAD_MAX_MEMORY_SIZE = 12 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 5000
DATA_UPLOAD_MAX_NUMBER_FILES = 1200  # a city of filled-in sheets in one go; how many bytes in all, the server before it says
FILE_UPLOAD_MAX_MEMORY_SIZE = 4 * 1024 * 1024

# ── mail ───────────────────────────────────────────────────────────────────────────────────────────────────────────────
_MAIL = "django.core.mail.backends"
EMAIL_BACKEND = env.text("ANLAN_EMAIL_BACKEND", f"{_MAIL}.{'smtp' if env.text('ANLAN_SMTP_HOST', '') else 'filebased'}.EmailBackend")
EMAIL_FILE_PATH = str(ANLAN_VAR / "mail")
EMAIL_HOST = env.text("ANLAN_SMTP_HOST", "localhost")
EMAIL_PORT = env.number("ANLAN_SMTP_PORT", 25)
EMAIL_HOST_USER = env.text("ANLAN_SMTP_USER", "")
EMAIL_HOST_PASSWORD = env.text("ANLAN_SMTP_PASSWORD", "")
EMAIL_USE_TLS = env.flag("ANLAN_SMTP_TLS")
EMAIL_TIMEOUT = 5
DEFAULT_FROM_EMAIL = env.text("ANLAN_MAIL_FROM", "anlan@localhost")

# the city's work-safety platform; nothing is sent while no address is set
ANLAN_PLATFORM_URL = env.text("ANLAN_PLATFORM_URL", "")
ANLAN_PLATFORM_KEY = env.text("ANLAN_PLATFORM_KEY", "")

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": env.text("ANLAN_LOG", "WARNING")},
    "loggers": {"django.security.DisallowedHost": {"level": "ERROR"}, "axes": {"level": "ERROR"}},
}
# axes.W006 asks to lock by address as well: a whole school sits behind one address; W008: the proxy leads from http to https;
# W005, W021: what holds for other names of the domain is for its owner to say
SILENCED_SYSTEM_CHECKS = [
    "axes.W003", "axes.W006", "fields.W342", "models.W045", "security.W005", "security.W008", "security.W021",
]  # fmt: skip
