# Copyright the Beckon authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Any XMPP client with commands (XEP-0050) is a phone too."""
import asyncio
import os
import sys
import unittest
import xml.etree.ElementTree as ET

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(HERE, "..", "support"))

import slixmpp  # noqa: E402
from peer import Peer  # noqa: E402
from scan import Device, Phone, Site  # noqa: E402

NODE = "urn:im.beckon:scan-login:0#"
COMMANDS = "{http://jabber.org/protocol/commands}"
DATA = "{jabber:x:data}"


class Answer:
    """What came back from a command: status, the fields of the form, the notes, the items."""

    def __init__(self, iq):
        command = iq.xml.find(COMMANDS + "command")
        self.status, self.session = command.get("status"), command.get("sessionid")
        self.words = " ".join(text.text or "" for text in command.iter("{jabber:x:data}instructions"))
        self.notes = [note.text for note in command.iter(COMMANDS + "note")]
        form = command.find(DATA + "x")
        self.fields = {} if form is None else self.values(form)
        self.items = [] if form is None else [self.values(item) for item in form.findall(DATA + "item")]

    @staticmethod
    def values(parent):
        return {field.get("var"): field.findtext(DATA + "value") for field in parent.findall(DATA + "field")}


class Commands(unittest.IsolatedAsyncioTestCase):
    async def asyncSetUp(self):
        self.site = Site(os.environ["BECKON_TEST_HTTPS_PORT"], os.environ["BECKON_TEST_CA"])
        self.alice = await Peer.of("alice").start()
        self.addAsyncCleanup(self.alice.leave)

    async def command(self, name, fields=None, session=None, peer=None, action=None):
        iq = (peer or self.alice).make_iq_set(ito="localhost")
        command = ET.SubElement(iq.xml, COMMANDS + "command", node=NODE + name)
        if session:
            command.set("sessionid", session)
        if action:
            command.set("action", action)
        if fields is not None:
            form = ET.SubElement(command, DATA + "x", type="submit")
            for var, value in fields.items():
                ET.SubElement(ET.SubElement(form, DATA + "field", var=var), DATA + "value").text = value
        return Answer(await iq.send(timeout=20))

    async def approve(self, code, peer=None):
        first = await self.command("approve", peer=peer)
        self.assertEqual((first.status, first.fields["FORM_TYPE"]), ("executing", NODE + "approve"))
        return await self.command("approve", {"code": code}, first.session, peer)

    async def fails(self, condition, awaitable):
        with self.assertRaises(slixmpp.exceptions.IqError) as caught:
            await awaitable
        self.assertEqual(caught.exception.condition, condition)

    def device(self, **more):
        return asyncio.to_thread(Device, self.site, **more)

    async def poll(self, device):
        return await asyncio.to_thread(device.poll)

    async def test_found(self):
        items = await self.alice["xep_0030"].get_items("localhost", node="http://jabber.org/protocol/commands")
        nodes = {node for _, node, _ in items["disco_items"]["items"]}
        self.assertLessEqual({NODE + "approve", NODE + "devices", NODE + "revoke"}, nodes)

    async def test_approve(self):
        device = await self.device(device_name="desk <b>", device_os="Debian 12", software="Beckon")
        step = await self.approve(device.link)
        self.assertEqual(step.status, "executing")
        self.assertEqual(step.fields["device_name"], "desk <b>")
        self.assertEqual(step.fields["device_os"], "Debian 12")
        self.assertEqual(step.fields["software"], "Beckon")
        self.assertEqual(step.fields["account"], "alice@localhost")
        self.assertEqual(step.fields["address"], self.site.address)
        self.assertEqual(step.fields["network"], "other")
        self.assertNotIn("token", step.fields)
        # And the same for clients that show what people have to read, and nothing else.
        for text in "desk <b>", "Debian 12", "Beckon", self.site.address, "another network", "alice@localhost":
            self.assertIn(text, step.words)
        number = (await self.poll(device))["scan_number"]
        again = await self.command("approve", {"decision": "confirm"}, step.session)
        self.assertEqual(again.status, "executing")
        wrong = "11" if number != "11" else "12"
        again = await self.command("approve", {"number": wrong, "decision": "confirm"}, step.session)
        self.assertIn("2", again.notes[0])
        done = await self.command("approve", {"number": number, "decision": "confirm"}, step.session)
        self.assertEqual(done.status, "completed")
        self.assertIn("access_token", await self.poll(device))

    async def test_decline(self):
        device = await self.device()
        step = await self.approve(device.user_code)
        done = await self.command("approve", {"decision": "decline"}, step.session)
        self.assertEqual(done.status, "completed")
        self.assertEqual((await self.poll(device))["scan_reason"], "declined")

    async def test_cancel(self):
        device = await self.device()
        step = await self.approve(device.user_code)
        done = await self.command("approve", session=step.session, action="cancel")
        self.assertEqual(done.status, "canceled")
        self.assertEqual((await self.poll(device))["scan_reason"], "declined")

    async def test_wrong_numbers(self):
        device = await self.device()
        step = await self.approve(device.link)
        wrong = "11" if (await self.poll(device))["scan_number"] != "11" else "12"
        for _ in range(2):
            await self.command("approve", {"number": wrong, "decision": "confirm"}, step.session)
        await self.fails("not-acceptable", self.command("approve", {"number": wrong, "decision": "confirm"}, step.session))
        self.assertEqual((await self.poll(device))["scan_reason"], "number")

    async def test_withdrawn(self):
        device = await self.device()
        step = await self.approve(device.link)
        await asyncio.to_thread(device.cancel)
        await self.fails("gone", self.command("approve", {"number": "10", "decision": "confirm"}, step.session))

    async def test_no_such_code(self):
        await self.fails("item-not-found", self.approve(self.site.origin + "/scan/s/AAAAAAAAAAAAAAAAAAAAAA"))
        await self.fails("item-not-found", self.approve("https://evil.example/scan/s/AAAAAAAAAAAAAAAAAAAAAA"))

    async def test_taken(self):
        device = await self.device()
        await self.approve(device.link)
        async with Peer.of("bob") as bob:
            await self.fails("conflict", self.approve(device.link, peer=bob))
        self.assertIs((await self.poll(device))["scan_other"], True)

    async def test_session_of_somebody_else(self):
        device = await self.device()
        step = await self.approve(device.link)
        number = (await self.poll(device))["scan_number"]
        async with Peer.of("bob") as bob:
            await self.fails("forbidden", self.command("approve", {"number": number, "decision": "confirm"}, step.session, bob))
        self.assertEqual((await self.poll(device))["scan_state"], "scanned")

    async def test_z_guessed_codes(self):
        """The last one: after that nobody at this address can type a code for a while."""
        async with Peer.of("carol") as carol:
            for _ in range(5):
                await self.fails("item-not-found", self.approve("BCDF-GHJK", carol))
            device = await self.device()
            await self.fails("resource-constraint", self.approve(device.user_code, carol))

    async def test_devices(self):
        def remember(site):
            phone = Phone(site)
            phone.open("/scan/devices")
            phone.sign_in("alice", os.environ["BECKON_TEST_ALICE_PASSWORD"], remember=True)
            return phone
        first, second = await asyncio.to_thread(remember, self.site), await asyncio.to_thread(remember, self.site)
        listed = await self.command("devices")
        items = listed.items
        self.assertEqual(listed.notes[0].count("Firefox"), 2)
        self.assertEqual([item["name"] for item in items], ["Firefox", "Firefox"])
        self.assertRegex(items[0]["first_seen"], r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$")
        self.assertEqual(items[0]["current"], "0")
        form = await self.command("revoke")
        self.assertIn("id", form.fields)
        await self.command("revoke", {"id": items[0]["id"]}, form.session)
        await self.fails("item-not-found", self.command("revoke", {"id": items[0]["id"]}))
        async with Peer.of("bob") as bob:
            await self.fails("item-not-found", self.command("revoke", {"id": items[1]["id"]}, peer=bob))
            self.assertEqual((await self.command("devices", peer=bob)).items, [])
        self.assertEqual(len((await self.command("devices")).items), 1)
        await self.command("revoke", {"id": "others"})
        self.assertEqual((await self.command("devices")).items, [])
        for phone in first, second:
            await asyncio.to_thread(phone.open, "/scan/devices")
            self.assertEqual(phone.title, "Sign in")


if __name__ == "__main__":
    unittest.main()
