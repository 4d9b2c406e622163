/* Copyright the Beckon authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* Registration, and what comes along with its forms: XEP-0077, 0066, 0158, 0221 and 0231. */

#include "beckon-parse.h"
#include "xep-0066.h"
#include "xep-0077.h"
#include "xep-0158.h"
#include "xep-0221.h"
#include "xep-0231.h"
#include "xml.h"

#include <string.h>

#define ANSWER(content)                                                                            \
  "<iq type='result'><query xmlns='jabber:iq:register'>" content "</query></iq>"
#define FORM                                                                                       \
  "<x xmlns='jabber:x:data' type='form'><field var='FORM_TYPE' type='hidden'>"                     \
  "<value>jabber:iq:register</value></field><field var='username'><required/></field></x>"
#define OOB(url) "<x xmlns='jabber:x:oob'><url>" url "</url></x>"

static void
test_legacy (void)
{
  g_autoptr (BeckonElement) iq
    = xml (ANSWER ("<instructions>\n Choose a name. </instructions><email/><key>k1</key>"
                   "<password/><username/><name xmlns='urn:other'/><shoe/>"));
  g_autoptr (BeckonJid) server = beckon_jid_new ("example.com", NULL);
  g_auto (BeckonRegisterInfo) info = { NULL };
  g_autoptr (GError) error = NULL;
  g_autoptr (BeckonElement) submit = NULL;
  BeckonElement *query;
  BeckonFormField *missing;

  g_assert_true (beckon_register_parse (iq, &info, &error));
  g_assert_no_error (error);
  g_assert_false (info.is_data_form);
  g_assert_false (info.registered);
  g_assert_null (info.web_url);
  g_assert_cmpstr (beckon_data_form_get_instructions (info.form), ==, "Choose a name.");
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (info.form)), ==, 4);
  g_assert_cmpint (beckon_form_field_get_field_type (
                     beckon_data_form_get_field (info.form, "password")),
                   ==, BECKON_FORM_FIELD_TEXT_PRIVATE);
  g_assert_null (beckon_form_field_get_label (beckon_data_form_get_field (info.form, "username")));
  g_assert_false (beckon_data_form_check (info.form, &missing));
  g_assert_cmpstr (beckon_form_field_get_var (missing), ==, "username");

  beckon_form_field_set_value (beckon_data_form_get_field (info.form, "username"), "bill");
  beckon_form_field_set_value (beckon_data_form_get_field (info.form, "password"), "p & w");
  submit = beckon_register_submit_new (server, info.form, info.is_data_form);
  query = beckon_element_get_child (submit, "query", BECKON_NS_REGISTER);
  for (guint i = 0; i < 4; i++)
    {
      static const char *const names[] = { "username", "password", "email", "key" };
      static const char *const values[] = { "bill", "p & w", "", "k1" };
      g_autofree char *value = beckon_element_dup_child_text (query, names[i], BECKON_NS_REGISTER);

      g_assert_cmpstr (value, ==, values[i]);
    }
  g_assert_null (beckon_element_get_child (query, "x", NULL));
}

static void
test_form (void)
{
  g_autoptr (BeckonElement) iq
    = xml (ANSWER ("<instructions>For others</instructions><username/>" FORM OOB (
      "https://example.com/register?a=b%20c")));
  g_autoptr (BeckonJid) server = beckon_jid_new ("example.com", NULL);
  g_auto (BeckonRegisterInfo) info = { NULL };
  g_autoptr (BeckonElement) submit = NULL;
  BeckonElement *query, *x;

  g_assert_true (beckon_register_parse (iq, &info, NULL));
  g_assert_true (info.is_data_form);
  g_assert_cmpstr (info.web_url, ==, "https://example.com/register?a=b%20c");
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (info.form)), ==, 2);

  beckon_form_field_set_value (beckon_data_form_get_field (info.form, "username"), "bill");
  submit = beckon_register_submit_new (server, info.form, info.is_data_form);
  query = beckon_element_get_child (submit, "query", BECKON_NS_REGISTER);
  x = beckon_element_get_child (query, "x", BECKON_NS_DATA_FORMS);
  g_assert_nonnull (x);
  g_assert_null (beckon_element_get_child (query, "username", NULL));
}

static void
test_other_answers (void)
{
  g_autoptr (BeckonElement) web
    = xml (ANSWER ("<instructions>See the page</instructions>" OOB ("https://example.com/")));
  g_autoptr (BeckonElement) registered = xml (ANSWER ("<registered/>"));
  static const char *const bad[] = {
    ANSWER (""),
    ANSWER ("<instructions>Go away</instructions>"),
    ANSWER (OOB ("http://example.com/")),
    ANSWER ("<x xmlns='jabber:x:data' type='submit'/>"),
    "<iq type='result'/>",
    "<iq type='result'><query xmlns='urn:other'><username/></query></iq>",
  };
  g_auto (BeckonRegisterInfo) web_info = { NULL };
  g_auto (BeckonRegisterInfo) registered_info = { NULL };

  g_assert_true (beckon_register_parse (web, &web_info, NULL));
  g_assert_null (web_info.form);
  g_assert_cmpstr (web_info.web_url, ==, "https://example.com/");
  g_assert_true (beckon_register_parse (registered, &registered_info, NULL));
  g_assert_true (registered_info.registered);

  for (guint i = 0; i < G_N_ELEMENTS (bad); i++)
    {
      g_autoptr (BeckonElement) iq = xml (bad[i]);
      g_autoptr (GError) error = NULL;
      g_auto (BeckonRegisterInfo) info = { NULL };

      g_test_message ("%s", bad[i]);
      g_assert_false (beckon_register_parse (iq, &info, &error));
      g_assert_error (error, BECKON_XEP_ERROR, BECKON_XEP_ERROR_MALFORMED);
    }
}

static void
test_account_requests (void)
{
  g_autoptr (BeckonJid) alice = beckon_jid_new ("alice@example.com/pc", NULL);
  g_autoptr (BeckonElement) change = beckon_register_change_password_new (alice, "new<1");
  g_autoptr (BeckonElement) removal = beckon_register_remove_new ();
  BeckonElement *query = beckon_element_get_child (change, "query", BECKON_NS_REGISTER);
  g_autofree char *username = beckon_element_dup_child_text (query, "username", NULL);
  g_autofree char *password = beckon_element_dup_child_text (query, "password", NULL);

  g_assert_cmpstr (beckon_element_get_attribute (change, "to"), ==, "example.com");
  g_assert_cmpstr (username, ==, "alice");
  g_assert_cmpstr (password, ==, "new<1");

  query = beckon_element_get_child (removal, "query", BECKON_NS_REGISTER);
  g_assert_nonnull (beckon_element_get_child (query, "remove", BECKON_NS_REGISTER));
  g_assert_null (beckon_element_get_attribute (removal, "to"));
}

static void
test_oob (void)
{
  static const char *const bad[] = {
    OOB ("http://example.com/"),
    OOB ("javascript:alert(1)"),
    OOB ("file:///etc/passwd"),
    OOB ("https://user:pw@example.com/"),
    OOB ("https:///path"),
    OOB ("https://"),
    OOB ("HTTPS example"),
    OOB (""),
    "<x xmlns='jabber:x:oob'/>",
    "<x xmlns='urn:other'><url>https://example.com/</url></x>",
    "<x xmlns='jabber:x:oob'><url xmlns='urn:other'>https://example.com/</url></x>",
  };

  for (guint i = 0; i < G_N_ELEMENTS (bad); i++)
    {
      g_autofree char *text = g_strdup_printf ("<iq>%s</iq>", bad[i]);
      g_autoptr (BeckonElement) parent = xml (text);

      g_test_message ("%s", bad[i]);
      g_assert_null (beckon_oob_dup_https_url (parent));
    }
}

/* "hello" by its hashes. */
#define SHA1 "sha1+aaf4c61ddcc5e8a2dabede0f3b482cd9aea9434d@bob.xmpp.org"
#define SHA256                                                                                     \
  "sha-256+2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824@bob.xmpp.org"
#define DATA(cid, content)                                                                         \
  "<data xmlns='urn:xmpp:bob' cid='" cid "' type='image/png'>" content "</data>"

static void
test_bob (void)
{
  static const struct
  {
    const char *cid;
    const char *data;
    int code;
  } bad[] = {
    { SHA1, DATA (SHA1, "d29ybGQ="), BECKON_XEP_ERROR_MISMATCH },
    { SHA256, DATA (SHA256, "d29ybGQ="), BECKON_XEP_ERROR_MISMATCH },
    { SHA1, DATA (SHA1, "!!!!"), BECKON_XEP_ERROR_MALFORMED },
    { SHA1, DATA (SHA256, "aGVsbG8="), BECKON_XEP_ERROR_MALFORMED },
    { SHA1, "<data xmlns='urn:xmpp:bob' cid='" SHA1 "'>aGVsbG8=</data>",
      BECKON_XEP_ERROR_MALFORMED },
    { SHA1, "<data xmlns='urn:other' cid='" SHA1 "' type='image/png'>aGVsbG8=</data>",
      BECKON_XEP_ERROR_MALFORMED },
    { "md5+1@bob.xmpp.org", DATA ("md5+1@bob.xmpp.org", "aGVsbG8="), BECKON_XEP_ERROR_MALFORMED },
  };
  static const char *const good[] = { SHA1, SHA256 };
  static const char *const no_cid[]
    = { "", "sha1+", "sha1+aa@bob.xmpp.org", "x" SHA1, SHA1 "x", "sha1+../../x@bob.xmpp.org" };

  for (guint i = 0; i < G_N_ELEMENTS (good); i++)
    {
      g_autofree char *text
        = g_strdup_printf ("<data xmlns='urn:xmpp:bob' cid='%s' type='image/png'>aGVs\nbG8=</data>",
                           good[i]);
      g_autoptr (BeckonElement) data = xml (text);
      g_autoptr (GError) error = NULL;
      const char *type;
      g_autoptr (GBytes) bytes = beckon_bob_parse (data, good[i], &type, &error);

      g_assert_no_error (error);
      g_assert_cmpstr (type, ==, "image/png");
      g_assert_cmpmem (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes), "hello", 5);
    }
  for (guint i = 0; i < G_N_ELEMENTS (bad); i++)
    {
      g_autoptr (BeckonElement) data = xml (bad[i].data);
      g_autoptr (GError) error = NULL;
      const char *type;

      g_test_message ("%s", bad[i].data);
      g_assert_null (beckon_bob_parse (data, bad[i].cid, &type, &error));
      g_assert_error (error, BECKON_XEP_ERROR, bad[i].code);
    }
  for (guint i = 0; i < G_N_ELEMENTS (no_cid); i++)
    g_assert_false (beckon_bob_is_cid (no_cid[i]));
}

static void
test_bob_large (void)
{
  g_autofree char *a = g_strnfill (BECKON_BOB_MAX_BYTES / 3 * 4 + 400, 'A');
  g_autofree char *text
    = g_strdup_printf ("<data xmlns='urn:xmpp:bob' cid='" SHA1 "' type='image/png'>%s</data>", a);
  g_autoptr (BeckonElement) data = xml (text);
  g_autoptr (GError) error = NULL;
  const char *type;

  g_assert_null (beckon_bob_parse (data, SHA1, &type, &error));
  g_assert_error (error, BECKON_XEP_ERROR, BECKON_XEP_ERROR_LIMIT);
}

static void
test_media (void)
{
  g_autoptr (BeckonElement) field
    = xml ("<field var='ocr' xmlns='jabber:x:data'><media xmlns='urn:xmpp:media-element'>"
           "<uri type='image/jpeg'>https://example.com/ocr.jpeg</uri>"
           "<uri type='audio/ogg'>cid:" SHA256 "</uri>"
           "<uri type='image/jpeg'>\n cid:" SHA1 "\n</uri></media></field>");
  g_autoptr (BeckonElement) web
    = xml ("<field var='ocr' xmlns='jabber:x:data'><media xmlns='urn:xmpp:media-element'>"
           "<uri type='image/jpeg'>https://example.com/ocr.jpeg</uri>"
           "<uri type='image/jpeg'>cid:x@example.com</uri></media></field>");
  g_autoptr (BeckonElement) query
    = xml ("<query xmlns='jabber:iq:register'>" DATA (SHA256, "") DATA (SHA1, "") "</query>");
  g_autofree char *cid = beckon_media_dup_picture_cid (field);

  g_assert_cmpstr (cid, ==, SHA1);
  g_assert_null (beckon_media_dup_picture_cid (web));
  g_assert_cmpstr (beckon_element_get_attribute (beckon_bob_find (query, SHA1), "cid"), ==, SHA1);
  g_assert_null (beckon_bob_find (query, "other"));
}

static void
test_captcha (void)
{
  g_autoptr (BeckonElement) several
    = xml ("<x xmlns='jabber:x:data' type='form'><field var='challenge' type='hidden'/>"
           "<field var='ocr'/><field var='speech_q'/><field var='SHA-256'/><field var='a'/>"
           "<field var='video_q'><required/></field></x>");
  g_autoptr (BeckonElement) only_sound
    = xml ("<x xmlns='jabber:x:data' type='form'><field var='speech_q'/><field var='a'/></x>");
  g_autoptr (BeckonDataForm) form = beckon_data_form_parse (several, NULL);
  g_autoptr (BeckonDataForm) sound = beckon_data_form_parse (only_sound, NULL);

  beckon_captcha_remove_unsupported (form);
  g_assert_cmpstr (beckon_form_field_get_var (beckon_captcha_find_field (form)), ==, "ocr");
  g_assert_null (beckon_data_form_get_field (form, "speech_q"));
  g_assert_null (beckon_data_form_get_field (form, "SHA-256"));
  g_assert_nonnull (beckon_data_form_get_field (form, "video_q"));
  g_assert_nonnull (beckon_data_form_get_field (form, "challenge"));

  beckon_captcha_remove_unsupported (sound);
  g_assert_null (beckon_captcha_find_field (sound));
  g_assert_nonnull (beckon_data_form_get_field (sound, "speech_q"));
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/xep/register/legacy", test_legacy);
  g_test_add_func ("/xep/register/form", test_form);
  g_test_add_func ("/xep/register/other-answers", test_other_answers);
  g_test_add_func ("/xep/register/account", test_account_requests);
  g_test_add_func ("/xep/oob", test_oob);
  g_test_add_func ("/xep/bob/parse", test_bob);
  g_test_add_func ("/xep/bob/large", test_bob_large);
  g_test_add_func ("/xep/media", test_media);
  g_test_add_func ("/xep/captcha", test_captcha);

  return g_test_run ();
}
