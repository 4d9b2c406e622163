-- Copyright the Beckon authors
-- SPDX-License-Identifier: GPL-3.0-or-later
--
-- Fills a new server with the accounts, contacts, pictures and history of a JSON
-- file, and then says on standard output that the server is ready:
--
--   seed_file    the path of the JSON file, written by prosody.py
--   seed_ports   the ports that must be open by then
--
-- An account that exists already is left alone, so that a server can be started
-- again on the same data.

local base64 = require "prosody.util.encodings".base64;
local datetime = require "prosody.util.datetime";
local json = require "prosody.util.json";
local portmanager = require "prosody.core.portmanager";
local rostermanager = require "prosody.core.rostermanager";
local sha1 = require "prosody.util.hashes".sha1;
local st = require "prosody.util.stanza";
local usermanager = require "prosody.core.usermanager";
local uuid = require "prosody.util.uuid".generate;

local host = module.host;
local pep = module:depends("pep");
local archive = module:open_store("archive", "archive");

local function seed_roster(name, contacts)
	local roster = rostermanager.load_roster(name, host);
	for _, contact in ipairs(contacts) do
		local groups = {};
		for _, group in ipairs(contact.groups or {}) do
			groups[group] = true;
		end
		roster[contact.jid] = { name = contact.name, groups = groups, subscription = contact.subscription or "both" };
		rostermanager.save_roster(name, host, roster, contact.jid);
	end
end

local function seed_pep(name, user)
	local service = pep.get_pep_service(name);
	if user.nick then
		service:publish("http://jabber.org/protocol/nick", true, "current",
			st.stanza("item", { xmlns = "http://jabber.org/protocol/pubsub", id = "current" })
				:text_tag("nick", user.nick, { xmlns = "http://jabber.org/protocol/nick" }));
	end
	if user.avatar then
		local data = base64.decode(user.avatar);
		local id = sha1(data, true);
		service:publish("urn:xmpp:avatar:data", true, id,
			st.stanza("item", { xmlns = "http://jabber.org/protocol/pubsub", id = id })
				:text_tag("data", user.avatar, { xmlns = "urn:xmpp:avatar:data" }));
		service:publish("urn:xmpp:avatar:metadata", true, id,
			st.stanza("item", { xmlns = "http://jabber.org/protocol/pubsub", id = id })
				:tag("metadata", { xmlns = "urn:xmpp:avatar:metadata" })
					:tag("info", { bytes = tostring(#data), id = id, type = "image/png" }));
	end
end

-- Each message is in the archive of both people, as if it had been sent.
local function seed_history(messages)
	for _, message in ipairs(messages) do
		local when = datetime.parse(message.stamp);
		local id = uuid();
		for _, side in ipairs({ { message.from, message.to }, { message.to, message.from } }) do
			local name, with = side[1]:match("^[^@]+"), side[2];
			local stanza = st.message({ from = message.from, to = message.to, id = id, type = "chat" }, message.body)
				:tag("origin-id", { xmlns = "urn:xmpp:sid:0", id = id }):up()
				:tag("request", { xmlns = "urn:xmpp:receipts" }):up();
			assert(archive:append(name, nil, stanza, when, with));
		end
	end
end

local function seed(data)
	local fresh = false;
	for _, user in ipairs(data.users) do
		if not usermanager.user_exists(user.name, host) then
			fresh = true;
			assert(usermanager.create_user_with_role(user.name, user.password, host, "prosody:registered"));
			seed_roster(user.name, user.contacts or {});
			seed_pep(user.name, user);
			if user.disabled then
				usermanager.disable_user(user.name, host);
			end
		end
	end
	if fresh then
		seed_history(data.history or {});
	end
end

module:hook_global("server-started", function ()
	local file = assert(io.open(module:get_option_string("seed_file")));
	local data = assert(json.decode(file:read("a")));
	file:close();
	seed(data);
	for _, port in ipairs(module:get_option_array("seed_ports", {})) do
		if not portmanager.get_service_at("127.0.0.1", port) then
			io.stdout:write("port taken\n");
			io.stdout:flush();
			return;
		end
	end
	io.stdout:write("ready\n");
	io.stdout:flush();
end, -100);
