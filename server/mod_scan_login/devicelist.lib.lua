-- Copyright the Beckon authors
-- SPDX-License-Identifier: GPL-3.0-or-later
--
-- The page with the devices of an account, where they are signed out.

local DEVICES = [[
<p class="dim">{w.devices_why}</p>
{empty&<p>{w.no_devices}</p>}
<ul>{list#<li><h2><bdi>{item.name}</bdi>{item.this& <span class="badge">{w.this_phone}</span>}</h2>
<p class="dim">{item.details!}</p>
<form method="post"><input type="hidden" name="form" value="{form}">
<button name="id" value="{item.id}">{w.sign_out}</button></form></li>}</ul>
{others&<details><summary>{w.sign_out_others}</summary><p class="dim">{w.sign_out_others_why}</p>
<form method="post"><input type="hidden" name="form" value="{form}">
<button class="main" name="id" value="others">{w.sign_out_others}</button></form></details>}
<p class="dim">{signed_in_as!}</p>
<form class="quiet" method="post" action="{base}/sign-out"><input type="hidden" name="form" value="{form}">
<input type="hidden" name="next" value="devices"><button>{w.use_other}</button></form>
]];

-- parts: devices, page, html, browser, links
return function (parts)
	local devices, page, html, browser = parts.devices, parts.page, parts.html, parts.browser;
	local list_page = {};

	-- Dates as everybody can read them; pages have no script that knows the time zone.
	local function date(seconds)
		return os.date("!%Y-%m-%d %H:%M UTC", seconds);
	end

	local function describe(device, visit)
		local w, parts_of_it = visit.w, {};
		for _, text in ipairs { device.software or false, device.os or false } do
			if text then
				parts_of_it[#parts_of_it + 1] = "<bdi>" .. html.escape(text) .. "</bdi>";
			end
		end
		parts_of_it[#parts_of_it + 1] = html.say(w.first_seen, { date = date(device.first) });
		parts_of_it[#parts_of_it + 1] = device.online and html.escape(w.online)
			or html.say(w.last_seen, { date = date(device.last) });
		return table.concat(parts_of_it, "<br>");
	end

	list_page.show = page.get(function (visit)
		local who = visit.who;
		if not who.username then
			return page.sign_in_form(visit, "devices");
		end
		local list, others = {}, false;
		for i, device in ipairs(devices.list(who.username)) do
			local this = device.id == who.grant;
			others = others or not this;
			list[i] = { id = device.id, name = device.name or visit.w.unknown, this = this, details = describe(device, visit) };
		end
		return page.send(visit, 200, visit.w.devices_title, DEVICES, {
			links = true; list = list; empty = #list == 0; others = others;
			signed_in_as = html.say(visit.w.signed_in_as, { account = who.username .. "@" .. module.host });
		});
	end);

	list_page.sign_out = page.post(function (visit, fields)
		local who = visit.who;
		if not who.username then
			return page.sign_in_form(visit, "devices");
		elseif fields.id == "others" then
			devices.revoke_others(who.username, function (device) return device.id == who.grant; end);
			browser.sign_out_everywhere(who.username, who.phone);
		elseif fields.id == who.grant then
			browser.sign_out(visit.event, who);
		elseif fields.id then
			devices.revoke(who.username, fields.id);
		end
		return html.redirect(visit.response, parts.links.devices());
	end);

	return list_page;
end
