-- Copyright the Beckon authors
-- SPDX-License-Identifier: GPL-3.0-or-later
--
-- What a person published of themselves, for the device to show: name and picture.

local modulemanager = require "prosody.core.modulemanager";

local MAX_URL = 64 * 1024;
local TYPES = { ["image/png"] = true, ["image/jpeg"] = true, ["image/webp"] = true, ["image/gif"] = true };

local function last_item(service, node)
	local ok, id, item = service:get_last_item(node, true);
	if ok and id and item then
		return item, id;
	end
end

local function name_of(service)
	local item = last_item(service, "http://jabber.org/protocol/nick");
	local name = item and item:get_child_text("nick", "http://jabber.org/protocol/nick");
	return name and #name <= 256 and name or nil;
end

local function picture_of(service)
	local item, id = last_item(service, "urn:xmpp:avatar:metadata");
	local metadata = item and item:get_child("metadata", "urn:xmpp:avatar:metadata");
	local info = metadata and metadata:get_child("info");
	local kind = info and info.attr.type;
	if not TYPES[kind] then
		return nil;
	end
	local ok, items = service:get_items("urn:xmpp:avatar:data", true, { info.attr.id or id });
	local data = ok and items[1] and items[items[1]]:get_child_text("data", "urn:xmpp:avatar:data");
	local url = data and ("data:%s;base64,%s"):format(kind, (data:gsub("%s", "")));
	return url and #url <= MAX_URL and url or nil;
end

-- The name and the picture (a data: URL) of an account, either may be nil.
return function (username)
	local pep = modulemanager.get_module(module.host, "pep");
	if not pep then
		return nil;
	end
	local service = pep.get_pep_service(username);
	return name_of(service), picture_of(service);
end
