-- Copyright the Beckon authors
-- SPDX-License-Identifier: GPL-3.0-or-later
--
-- Tells an account that a device was signed in to it, and how to undo that.

local id = require "prosody.util.id";
local jid = require "prosody.util.jid";
local st = require "prosody.util.stanza";
local words = module:require "words";

-- links: where devices are signed out
return function (links)
	module:hook("scan-login/new-device", function (event)
		local device = event.device;
		local w = words.get(device.lang);
		local details = {};
		for _, text in ipairs { device.software or false, device.os or false } do
			details[#details + 1] = text or nil;
		end
		local text = words.fill(w.new_device, {
			device = device.name or w.unknown; details = table.concat(details, ", ");
			address = device.address or w.unknown; link = links.devices();
		});
		module:send(st.message({
			from = module.host; to = jid.join(event.username, module.host); type = "chat";
			id = id.medium(); ["xml:lang"] = device.lang;
		}, text));
	end);
end
