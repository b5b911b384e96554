"""The values that every process must agree on are the clockwork's: pages read them and cannot change them."""

from django.db import migrations

TAKE = "revoke insert, update, delete on kernel_setting from anlan_web"
GIVE = "grant insert, update, delete on kernel_setting to anlan_web"


class Migration(migrations.Migration):
    dependencies = [("kernel", "0001_initial")]
    operations = [migrations.RunSQL(TAKE, GIVE)]
