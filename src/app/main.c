/* Copyright the Beckon authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <glib/gi18n.h>
#include <locale.h>

#include "beckon-application.h"

int
main (int argc, char **argv)
{
  /* Gettext's own programs look there, too: the translations in the build folder. */
  const char *translations = g_getenv ("TEXTDOMAINDIR");
  g_autoptr (GSettingsSchema) schema = NULL;
  g_autoptr (BeckonApplication) application = NULL;

  setlocale (LC_ALL, "");
  bindtextdomain (GETTEXT_PACKAGE, translations != NULL ? translations : LOCALEDIR);
  bind_textdomain_codeset (GETTEXT_PACKAGE, "UTF-8");
  textdomain (GETTEXT_PACKAGE);

  /* GSettings would end the program without a word that helps. */
  schema = g_settings_schema_source_lookup (
    g_settings_schema_source_get_default (), APPLICATION_ID, TRUE);
  if (schema == NULL)
    {
      g_printerr (_ ("Beckon’s settings schema is not installed. From the build folder, start "
                     "Beckon with “meson devenv”.\n"));
      return 1;
    }

  application = beckon_application_new ();
  return g_application_run (G_APPLICATION (application), argc, argv);
}
