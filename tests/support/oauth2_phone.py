#!/usr/bin/python3
# Copyright the Beckon authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The browser of a person who opens the code of Prosody's community mod_http_oauth2:

    oauth2_phone.py LINK granted|denied

signs in as BECKON_TEST_ALICE and gives that answer.
"""
import html
import os
import re
import ssl
import sys
import urllib.error
import urllib.parse
import urllib.request

link, answer = sys.argv[1:]
context = ssl.create_default_context(cafile=os.environ["BECKON_TEST_CA"])


def load(url, **form):
    data = urllib.parse.urlencode(form, doseq=True).encode() if form else None
    with urllib.request.urlopen(url, data, 20, context=context) as response:
        return response.geturl(), response.read().decode()


def value(page, name):
    return html.unescape(re.search(f'name="{name}" value="([^"]*)"', page)[1])


url, page = load(link)
assert "password" in page, page
user = os.environ["BECKON_TEST_ALICE"].partition("@")[0]
url, page = load(url, username=user, password=os.environ["BECKON_TEST_ALICE_PASSWORD"])
assert "Beckon" in page, page
try:
    load(url, user_token=value(page, "user_token"), consent=answer,
         scope=[html.unescape(s) for s in re.findall('name="scope" value="([^"]*)"', page)])
except urllib.error.HTTPError as error:
    # That is how it says that it was declined.
    assert answer == "denied" and error.code == 400, error
