/* Copyright the Beckon authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* What people tell of themselves, in both formats: XEP-0054 and 0292. */

#include "xep-0054.h"
#include "xep-0292.h"
#include "xml.h"

#include <string.h>

#define OLD(content) "<vCard xmlns='vcard-temp'>" content "</vCard>"
#define NEW(content) "<vcard xmlns='urn:ietf:params:xml:ns:vcard-4.0'>" content "</vcard>"

/* Each field once, or as often as it is there, as "field=text" with bars between them. */
static char *
tell (BeckonProfile *profile)
{
  GString *all = g_string_new (NULL);

  for (guint field = 0; field < BECKON_PROFILE_N_FIELDS; field++)
    for (guint i = 0; i < beckon_profile_get_n (profile, field); i++)
      g_string_append_printf (all, "%s%u=%s", all->len > 0 ? "|" : "", field,
                              beckon_profile_get (profile, field, i));
  return g_string_free (all, FALSE);
}

static BeckonProfile *
parse (const char *text)
{
  g_autoptr (BeckonElement) card = xml (text);

  return beckon_element_is (card, NULL, BECKON_NS_VCARD) ? beckon_vcard_parse_profile (card)
                                                        : beckon_vcard4_parse_profile (card);
}

static void
assert_tells (const char *text, const char *expected)
{
  g_autoptr (BeckonProfile) profile = parse (text);
  g_autofree char *told = tell (profile);

  g_assert_cmpstr (told, ==, expected);
  g_assert_true (beckon_profile_is_empty (profile) == (*expected == '\0'));
}

#define ALL                                                                                        \
  "0=pete|1=Peter Saint-Andre|2=1966-08-06|3=a@example.org|3=b@example.org|4=+1-303-308-3282|"     \
  "5=https://stpeter.im/|6=XSF|7=Director|8=Patron|9=Denver|10=USA|11=More\nat home"

static void
test_read (void)
{
  assert_tells (OLD ("<FN>Peter Saint-Andre</FN><N><FAMILY>Saint-Andre</FAMILY></N>"
                     "<NICKNAME> pete </NICKNAME><URL>https://stpeter.im/</URL>"
                     "<BDAY>1966-08-06</BDAY><ORG><ORGNAME>XSF</ORGNAME><ORGUNIT/></ORG>"
                     "<TITLE>Director</TITLE><ROLE>Patron</ROLE>"
                     "<TEL><WORK/><FAX/><NUMBER/></TEL><TEL><NUMBER>+1-303-308-3282</NUMBER></TEL>"
                     "<ADR><WORK/><LOCALITY>Denver</LOCALITY><CTRY>USA</CTRY></ADR>"
                     "<ADR><HOME/><LOCALITY>Parker</LOCALITY></ADR>"
                     "<EMAIL><USERID>a@example.org</USERID></EMAIL>"
                     "<EMAIL><USERID>a@example.org</USERID></EMAIL>"
                     "<EMAIL><USERID>b@example.org</USERID></EMAIL>"
                     "<DESC>\n More\nat home </DESC>"),
                ALL);
  assert_tells (NEW ("<fn><text>Peter Saint-Andre</text></fn>"
                     "<nickname><text>pete</text></nickname><nickname><text>psa</text></nickname>"
                     "<bday><date>19660806</date></bday>"
                     "<adr><parameters><type><text>work</text></type></parameters>"
                     "<locality>Denver</locality><country>USA</country></adr>"
                     "<adr><locality>Parker</locality></adr>"
                     "<tel><parameters><type><text>fax</text></type></parameters>"
                     "<uri>TEL:+1-303-308-3282</uri></tel>"
                     "<title><text>Director</text></title><role><text>Patron</text></role>"
                     "<org><text>XSF</text></org><url><uri>https://stpeter.im/</uri></url>"
                     "<email><text>a@example.org</text></email>"
                     "<email><text>b@example.org</text></email>"
                     "<note><text>More\r\nat home\n</text></note>"),
                ALL);
  assert_tells (NEW ("<bday><date-time>1966-08-06T09:00Z</date-time></bday>"), "2=1966-08-06");
  assert_tells (NEW ("<bday><date>--0806</date></bday>"), "2=--08-06");
  assert_tells (NEW ("<bday><text>circa 1800</text></bday>"), "2=circa 1800");
  assert_tells (NEW ("<tel><text>ask at the desk</text></tel>"), "4=ask at the desk");
  assert_tells (OLD (""), "");
  assert_tells (NEW (""), "");
}

/* Other names, other namespaces, and deeper than they should be. */
static void
test_malformed (void)
{
  assert_tells (OLD ("<fn>A</fn><FN xmlns='urn:other'>A</FN><X><FN>A</FN></X>"
                     "<EMAIL>a@example.org</EMAIL><EMAIL><USERID xmlns='urn:other'>a</USERID></EMAIL>"
                     "<TEL>1</TEL><FN>  \n </FN><FN>&#x202e;</FN>"),
                "");
  assert_tells (NEW ("<FN><text>A</text></FN><fn>A</fn><fn xmlns='urn:other'><text>A</text></fn>"
                     "<fn><text xmlns='vcard-temp'>A</text></fn><group><fn><text>A</text></fn></group>"
                     "<tel><uri>tel:</uri></tel>"),
                "");
  assert_tells ("<vCard xmlns='urn:ietf:params:xml:ns:vcard-4.0'><fn><text>A</text></fn></vCard>", "");
  assert_tells ("<vcard xmlns='vcard-temp'><FN>A</FN></vcard>", "");
  assert_tells (NEW ("<fn><text>A&#x202e;B&#x9;\nC&#x200b;D&#x2067;</text></fn>"), "1=AB CD");
  assert_tells (NEW ("<note><text>A&#x202e;B\nC</text></note>"), "11=A\xe2\x80\xae" "B\xe2\x80\xac\nC");
  assert_tells (NEW ("<tel><uri>tel:%31%zz</uri></tel>"), "4=tel:%31%zz");
}

static void
test_limits (void)
{
  g_autoptr (GString) text = g_string_new (NULL);
  g_autofree char *as = g_strnfill (5000, 'a');
  g_autofree char *all = NULL;
  g_autoptr (BeckonProfile) profile = NULL;

  g_string_append_printf (text,
                          "<FN>%s</FN><DESC>%s</DESC><EMAIL><USERID>%s</USERID></EMAIL>"
                          "<URL>%s</URL>",
                          as, as, as, as);
  for (guint i = 0; i < 400; i++)
    g_string_append_printf (text, "<TEL><NUMBER>%u</NUMBER></TEL>", i);
  for (guint i = 0; i < 400; i++)
    g_string_append (text, "<ADR/>");
  g_string_append (text, "<NICKNAME>late</NICKNAME>");
  all = g_strdup_printf (OLD ("%s"), text->str);
  profile = parse (all);
  g_assert_cmpuint (g_utf8_strlen (beckon_profile_get (profile, BECKON_PROFILE_FULL_NAME, 0), -1),
                    ==, 257);
  g_assert_cmpuint (g_utf8_strlen (beckon_profile_get (profile, BECKON_PROFILE_NOTE, 0), -1), ==,
                    2001);
  /* What is used as it is must not become another one. */
  g_assert_cmpuint (beckon_profile_get_n (profile, BECKON_PROFILE_EMAIL), ==, 0);
  g_assert_cmpuint (beckon_profile_get_n (profile, BECKON_PROFILE_URL), ==, 0);
  g_assert_cmpuint (beckon_profile_get_n (profile, BECKON_PROFILE_PHONE), ==,
                    BECKON_PROFILE_MAX_VALUES);
  g_assert_cmpuint (beckon_profile_get_n (profile, BECKON_PROFILE_NICKNAME), ==, 0);
}

/* Editing: "field=text" with bars between them is what the card shall say. */

static BeckonProfile *
make_profile (const char *text)
{
  BeckonProfile *profile = beckon_profile_new ();
  g_auto (GStrv) parts = g_strsplit (text, "|", -1);

  for (char **part = parts; *part != NULL; part++)
    {
      g_auto (GStrv) pair = g_strsplit (*part, "=", 2);

      g_assert_true (beckon_profile_add (profile, atoi (pair[0]), pair[1]));
    }
  return profile;
}

static void
assert_edits (const char *before, const char *wanted, const char *after)
{
  g_autoptr (BeckonElement) card = before != NULL ? xml (before) : NULL;
  g_autoptr (BeckonElement) expected = xml (after);
  g_autoptr (BeckonProfile) profile = make_profile (wanted);
  g_autoptr (BeckonElement) result = NULL;
  g_autofree char *result_xml = NULL;
  g_autofree char *expected_xml = beckon_element_to_xml (expected);
  g_autoptr (BeckonProfile) again = NULL;

  if (beckon_element_is (expected, "vCard", BECKON_NS_VCARD))
    {
      g_autoptr (BeckonElement) iq = beckon_vcard_edit_new (card, profile);

      g_assert_cmpstr (beckon_element_get_attribute (iq, "type"), ==, "set");
      g_assert_null (beckon_element_get_attribute (iq, "to"));
      result = beckon_element_copy (beckon_element_get_first_child (iq));
      again = beckon_vcard_parse_profile (result);
    }
  else
    {
      result = beckon_vcard4_edit (card, profile);
      again = beckon_vcard4_parse_profile (result);
    }
  result_xml = beckon_element_to_xml (result);
  g_assert_cmpstr (result_xml, ==, expected_xml);
  g_assert_true (beckon_profile_equal (again, profile));
}

#define UNKNOWN                                                                                    \
  "<PHOTO><TYPE>image/png</TYPE><BINVAL>AAAA</BINVAL></PHOTO><x xmlns='urn:x' a='1'>t<y/></x>"
#define STREET "<STREET>Main Street 1</STREET>"

static void
test_edit (void)
{
  /* From nothing. */
  assert_edits (NULL, "0=al|3=a@b|9=Oslo|10=Norway",
                OLD ("<NICKNAME>al</NICKNAME><EMAIL><USERID>a@b</USERID></EMAIL>"
                     "<ADR><LOCALITY>Oslo</LOCALITY><CTRY>Norway</CTRY></ADR>"));
  assert_edits (NULL, "0=al|2=2000-01-31|4=+47-1",
                NEW ("<nickname><text>al</text></nickname><bday><date>2000-01-31</date></bday>"
                     "<tel><uri>tel:+47-1</uri></tel>"));
  /* What was not edited, and what we do not know, stays as it is and where it is. */
  assert_edits (OLD (UNKNOWN "<FN> Al </FN><N><GIVEN>Al</GIVEN></N><TEL><WORK/><NUMBER/></TEL>"),
                "1=Al|11=Hi",
                OLD (UNKNOWN "<FN> Al </FN><N><GIVEN>Al</GIVEN></N><TEL><WORK/><NUMBER/></TEL>"
                             "<DESC>Hi</DESC>"));
  assert_edits ("<vCard xmlns='vcard-temp' version='3.0'><FN>Al</FN>" UNKNOWN "</vCard>", "1=Bo",
                "<vCard xmlns='vcard-temp' version='3.0'><FN>Bo</FN>" UNKNOWN "</vCard>");
  /* An edit says no more of itself than before; what was removed goes; what is new comes last. */
  assert_edits (OLD ("<EMAIL><WORK/><USERID>a@b</USERID></EMAIL><EMAIL><USERID>c@d</USERID></EMAIL>"),
                "3=e@f|3=c@d",
                OLD ("<EMAIL><WORK/><USERID>e@f</USERID></EMAIL>"
                     "<EMAIL><USERID>c@d</USERID></EMAIL>"));
  assert_edits (NEW ("<email><text>a@b</text></email><email><text>c@d</text></email><z/>"),
                "3=c@d", NEW ("<email><text>c@d</text></email><z/>"));
  assert_edits (NEW ("<tel><parameters><type><text>home</text></type></parameters>"
                     "<text>12</text></tel>"),
                "4=13",
                NEW ("<tel><parameters><type><text>home</text></type></parameters>"
                     "<uri>tel:13</uri></tel>"));
  assert_edits (NEW ("<nickname><text>a</text></nickname><nickname><text>b</text></nickname>"),
                "0=c",
                NEW ("<nickname><text>c</text></nickname><nickname><text>b</text></nickname>"));
  /* Who takes a name away does not want another one found behind it. */
  assert_edits (NEW ("<nickname><text>a</text></nickname><nickname><text>b</text></nickname>"), "",
                NEW (""));
  assert_edits (OLD ("<DESC>a</DESC><NOTE>a</NOTE>"), "11=b", OLD ("<DESC>b</DESC>"));
  /* An address is more than its town. */
  assert_edits (OLD ("<ADR><HOME/>" STREET "<LOCALITY>Oslo</LOCALITY></ADR><ADR>" STREET "</ADR>"),
                "10=Norway",
                OLD ("<ADR><HOME/>" STREET "<CTRY>Norway</CTRY></ADR><ADR>" STREET "</ADR>"));
  /* The pieces of another name are not those of this one. */
  assert_edits (OLD ("<FN>Al B</FN><N><FAMILY>B</FAMILY></N>"), "1=Al C", OLD ("<FN>Al C</FN>"));
  assert_edits (NEW ("<n><surname>B</surname></n>"), "1=Al B",
                NEW ("<n><surname>B</surname></n><fn><text>Al B</text></fn>"));
  /* An empty one does not hide what is new. */
  assert_edits (OLD ("<FN/><NICKNAME/>"), "1=Al", OLD ("<NICKNAME/><FN>Al</FN>"));
  /* Something else in the place of a card is none. */
  assert_edits ("<vCard xmlns='urn:other'><FN>A</FN></vCard>", "1=B", OLD ("<FN>B</FN>"));
}

/* More than we show, or of another size, is not ours to drop either. */
static void
test_edit_beyond (void)
{
  g_autoptr (GString) before = g_string_new (NULL);
  g_autofree char *as = g_strnfill (2000, 'a');
  g_autoptr (BeckonElement) card = NULL;
  g_autoptr (BeckonElement) edited = NULL;
  g_autoptr (BeckonProfile) profile = NULL;
  g_autofree char *all = NULL;
  g_autofree char *result = NULL;

  for (guint i = 0; i < 20; i++)
    g_string_append_printf (before, "<url><uri>https://example.org/%u/</uri></url>", i);
  all = g_strdup_printf (NEW ("%s<url><uri>https://%s/</uri></url>"), before->str, as);
  card = xml (all);
  profile = make_profile ("5=https://example.org/3/");
  edited = beckon_vcard4_edit (card, profile);
  result = beckon_element_to_xml (edited);
  g_assert_null (strstr (result, "/0/"));
  g_assert_nonnull (strstr (result, "/3/"));
  g_assert_null (strstr (result, "/7/"));
  g_assert_nonnull (strstr (result, "/8/"));
  g_assert_nonnull (strstr (result, "/19/"));
  g_assert_nonnull (strstr (result, as));
}

/* A number that is none in a URI comes back as it was. */
static void
test_phone (void)
{
  g_autoptr (BeckonProfile) profile = make_profile ("4=030 / 12 <a> ü");
  g_autoptr (BeckonElement) card = beckon_vcard4_edit (NULL, profile);
  g_autoptr (BeckonProfile) again = beckon_vcard4_parse_profile (card);
  g_autofree char *text = beckon_element_to_xml (card);

  g_assert_nonnull (strstr (text, "<uri>tel:030-%2F-12-%3Ca%3E-%C3%BC</uri>"));
  g_assert_cmpstr (beckon_profile_get (again, BECKON_PROFILE_PHONE, 0), ==, "030-/-12-<a>-ü");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/profile/read", test_read);
  g_test_add_func ("/profile/malformed", test_malformed);
  g_test_add_func ("/profile/limits", test_limits);
  g_test_add_func ("/profile/edit", test_edit);
  g_test_add_func ("/profile/edit-beyond", test_edit_beyond);
  g_test_add_func ("/profile/phone", test_phone);
  return g_test_run ();
}
