-- Copyright the Beckon authors
-- SPDX-License-Identifier: GPL-3.0-or-later
--
-- Tells an account's other devices that one was signed in, and how to undo that: each of
-- them once, now or when it comes next, and never the new one. The message is a headline to
-- one session, which no server archives, copies or keeps for later; so this does.

local datetime = require "prosody.util.datetime".datetime;
local id = require "prosody.util.id";
local st = require "prosody.util.stanza";
local words = module:require "words";

local NS = "urn:im.beckon:scan-login:0";
local KEPT_FOR = 14 * 86400;
local MAX_KEPT = 20;

local host = module.host;
local news = module:open_store("scan_login_news", "keyval");
local records = module:open_store("scan_login_devices", "keyval+");

-- links: where devices are signed out
return function (links)
	local function message_of(item, session)
		local w = words.get(item.lang);
		local details = {};
		for _, text in ipairs { item.software or false, item.os or false } do
			details[#details + 1] = text or nil;
		end
		local text = words.fill(w.new_device, {
			device = item.name or w.unknown; details = table.concat(details, ", ");
			address = item.address or w.unknown; link = links.devices();
		});
		return st.message({
			from = host; to = session.full_jid; type = "headline"; id = id.medium(); ["xml:lang"] = item.lang;
		}, text):tag("new-device", {
			xmlns = NS; id = item.id; name = item.name; os = item.os; software = item.software;
			address = item.address; stamp = datetime(item.at);
		});
	end

	-- What a session is known by. Those without an id are told once, all together.
	local function key_of(session)
		return session.client_id or "";
	end

	-- Whether the device was signed in later than the one that the news is of.
	local function is_younger(username, session, item)
		for _, record in pairs(session.client_id and records:get(username) or {}) do
			if record.device_id == session.client_id and (record.first or 0) >= item.at then
				return true;
			end
		end
		return false;
	end

	local function tell(username, session, item)
		local key = key_of(session);
		if item.told[key] then
			return false;
		end
		item.told[key] = true;
		if not is_younger(username, session, item) then
			module:send(message_of(item, session));
		end
		return true;
	end

	local function recent(username)
		local kept = {};
		for _, item in ipairs(news:get(username) or {}) do
			if os.time() - item.at < KEPT_FOR then
				kept[#kept + 1] = item;
			end
		end
		return kept;
	end

	module:hook("scan-login/new-device", function (event)
		local username, device, items = event.username, event.device, recent(event.username);
		local item = {
			id = event.id; at = os.time(); lang = device.lang; address = device.address;
			name = device.name; os = device.os; software = device.software;
			told = { [key_of(event.session)] = true };
		};
		items[#items + 1] = item;
		if #items > MAX_KEPT then
			table.remove(items, 1);
		end
		local sessions = prosody.hosts[host].sessions[username];
		for _, session in pairs(sessions and sessions.sessions or {}) do
			-- Others are told when they become available.
			if session.presence then
				tell(username, session, item);
			end
		end
		news:set(username, items);
	end);

	module:hook("presence/initial", function (event)
		local session, changed = event.origin, false;
		local items = session.username and recent(session.username) or {};
		for _, item in ipairs(items) do
			changed = tell(session.username, session, item) or changed;
		end
		if changed then
			news:set(session.username, items);
		end
	end, -10);

	-- What is signed out is no news any more.
	module:hook("scan-login/device-ended", function (event)
		local items = recent(event.username);
		for i = #items, 1, -1 do
			if items[i].id == event.id then
				table.remove(items, i);
				news:set(event.username, items[1] and items or nil);
			end
		end
	end);
end
