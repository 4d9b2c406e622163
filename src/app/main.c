/* Copyright the Beckon authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <glib/gi18n.h>
#include <locale.h>
#ifdef HAVE_MALLOPT
#include <malloc.h>
#endif

#include "beckon-application.h"

int
main (int argc, char **argv)
{
  /* Gettext's own programs look there, too: the translations in the build folder. */
  const char *translations = g_getenv ("TEXTDOMAINDIR");
  g_autoptr (GSettingsSchema) schema = NULL;
  g_autoptr (BeckonApplication) application = NULL;

#ifdef HAVE_MALLOPT
  /* Left alone, glibc raises its limits with the first picture of a whole window, and then keeps
   * megabytes that a start needed for a moment; and each thread gets a heap of its own. */
  mallopt (M_TRIM_THRESHOLD, 128 * 1024);
  mallopt (M_ARENA_MAX, 2);
#endif

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
