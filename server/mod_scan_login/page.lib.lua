-- Copyright the Beckon authors
-- SPDX-License-Identifier: GPL-3.0-or-later
--
-- What a phone without an XMPP client sees: signing in, a scanned code, the decision.
-- Opening a link changes nothing; every change is a post from a page of ours.

local fields_of = module:require "forms";
local nodeprep = require "prosody.util.encodings".stringprep.nodeprep;
local usermanager = require "prosody.core.usermanager";
local words = module:require "words";

local host = module.host;

local CHECK = [[<div class="mark good"><svg viewBox="0 0 24 24" fill="none" stroke="currentColor" stroke-width="3" ]]
	.. [[stroke-linecap="round" stroke-linejoin="round" aria-hidden="true"><path d="M4.5 12.5l5 5 10-11"/></svg></div>]];
local DASH = [[<div class="mark"><svg viewBox="0 0 24 24" fill="none" stroke="currentColor" stroke-width="3" ]]
	.. [[stroke-linecap="round" aria-hidden="true"><path d="M6 12h12"/></svg></div>]];

local SIGN_IN = [[
<p class="dim">{w.sign_in_why}</p>
{problem&<p class="warn" role="alert">{problem!}</p>}
<form method="post" action="{base}/sign-in">
<input type="hidden" name="form" value="{form}"><input type="hidden" name="next" value="{next}">
<label for="address">{w.address}</label>
<input id="address" name="address" type="text" inputmode="email" autocomplete="username" autocapitalize="none"
 spellcheck="false" dir="ltr" maxlength="512" placeholder="name@{host}" value="{typed}" required{problem~ autofocus}>
<label for="password">{w.password}</label>
<input id="password" name="password" type="password" autocomplete="current-password" maxlength="1024" dir="ltr"
 required{problem& autofocus}>
<label class="check"><input name="remember" type="checkbox" value="yes"> {w.remember}</label>
<p class="dim">{w.remember_why}</p>
<button class="main">{w.sign_in}</button>
</form>
<p class="dim">{goes_to!}</p>
]];

local SCAN = [[
<p>{why!}</p>
<form method="post"><input type="hidden" name="form" value="{form}">
<button class="main" name="step" value="scan">{w.continue}</button></form>
<form class="quiet" method="post" action="{base}/sign-out"><input type="hidden" name="form" value="{form}">
<input type="hidden" name="next" value="{next}"><button>{w.use_other}</button></form>
]];

local DECIDE = [[
{problem&<p class="warn" role="alert">{problem!}</p>}
<dl>
<dt>{w.device}</dt><dd>{name!}</dd>
<dt>{w.system}</dt><dd>{os!}</dd>
<dt>{w.software}</dt><dd>{software!}</dd>
<dt>{w.asked}</dt><dd>{age!}</dd>
<dt>{w.network_address}</dt><dd><bdi>{address}</bdi>{nearness&<small{far& class="far"}>{nearness}</small>}</dd>
<dt>{w.account}</dt><dd><bdi>{account}</bdi></dd>
</dl>
<form method="post" autocomplete="off">
<input type="hidden" name="form" value="{form}"><input type="hidden" name="ticket" value="{ticket}">
<input type="hidden" name="step" value="decide">
<label for="number">{w.number_label}</label>
<input class="number" id="number" name="number" type="text" inputmode="numeric" pattern="[0-9]{2}" maxlength="2"
 autocomplete="off" dir="ltr" aria-describedby="why" required autofocus>
<p class="dim" id="why">{w.number_why}</p>
<div class="two"><button class="main" name="decision" value="confirm">{w.confirm}</button>
<button name="decision" value="decline" formnovalidate>{w.decline}</button></div>
</form>
]];

local LINKS = [[<nav><a href="{base}/code">{w.code_title}</a> <a href="{base}/devices">{w.devices_title}</a></nav>]];

local CODE = [[
<p>{w.code_why}</p>
{problem&<p class="warn" role="alert">{problem!}</p>}
<form method="post" autocomplete="off"><input type="hidden" name="form" value="{form}">
<label for="code">{w.code_label}</label>
<input class="code" id="code" name="code" type="text" autocapitalize="characters" autocomplete="off" spellcheck="false"
 maxlength="16" dir="ltr" placeholder="BCDF-GHJK" required autofocus>
<button class="main">{w.continue}</button></form>
<p class="dim">{signed_in_as!}</p>
<form class="quiet" method="post" action="{base}/sign-out"><input type="hidden" name="form" value="{form}">
<input type="hidden" name="next" value="code"><button>{w.use_other}</button></form>
]];

-- parts: codes, browser, html, links, network, person (a function), signing_in, failed,
-- typed (limits)
local function new(parts)
	local page = {};
	local codes, browser, html, links = parts.codes, parts.browser, parts.html, parts.links;

	-- A visit is a request with what every page needs to know.
	local function visit_of(event)
		local language = words.choose(event.request.headers.accept_language);
		local visit = {
			event = event; request = event.request; response = event.response;
			language = language; w = words.get(language);
		};
		if event.request.secure then
			visit.who = browser.of(event);
		end
		return visit;
	end

	-- Where else to go: for who is signed in, and not in the middle of a decision.
	local function other_pages(visit)
		return visit.who.username and html.render(LINKS, { base = links.base(), w = visit.w });
	end

	function page.send(visit, status, title, template, values)
		values.w, values.base, values.host = visit.w, links.base(), host;
		values.form = browser.form_token(visit.who);
		return html.send(visit.response, status, visit.language, title, html.render(template, values),
			values.links and other_pages(visit));
	end

	-- A page that only says something.
	function page.note(visit, status, name, values, mark)
		local title = visit.w[name .. "_title"];
		local text = html.say(visit.w[name], values);
		return html.send(visit.response, status, visit.language, title, (mark or DASH) .. "<p>" .. text .. "</p>",
			other_pages(visit));
	end

	-- Handlers get the visit and what follows in the path.
	function page.get(handler)
		return function (event, rest)
			local visit = visit_of(event);
			if not visit.who then
				return html.send(event.response, 403, visit.language, visit.w.https_only, "");
			end
			return handler(visit, rest);
		end
	end

	-- Those for posts get the fields in between.
	function page.post(handler)
		return page.get(function (visit, rest)
			local fields = fields_of(visit.request);
			if not fields or not browser.trusts(visit.event, visit.who, fields.form) then
				return page.note(visit, 403, "try_again");
			end
			return handler(visit, fields, rest);
		end);
	end

	function page.sign_in_form(visit, next_page, problem, status, typed)
		return page.send(visit, status or 200, visit.w.sign_in, SIGN_IN, {
			problem = problem; next = next_page; typed = typed or "";
			goes_to = html.say(visit.w.password_goes_to, { host = host });
		});
	end

	-- Where a sign-in leads: only to pages of ours.
	local function next_page(text)
		if text and (text:find("^s/[%w_-]+$") or text == "code" or text == "devices") then
			return text;
		end
		return "code";
	end

	local function ended(visit, code)
		if code and code.state == "cancelled" then
			return page.note(visit, 410, "cancelled");
		end
		return page.note(visit, 410, "ended");
	end

	-- This phone takes the code, and goes on to the decision.
	local function scan(visit, code)
		local who = visit.who;
		local ticket, why = codes.scan(code, parts.person(who.username, who.phone, visit.language));
		if ticket then
			return html.redirect(visit.response, links.scan(code.link_id));
		elseif why == "taken" then
			return page.note(visit, 409, "taken");
		end
		return ended(visit, code);
	end

	local function decision(visit, code, ticket, problem, status)
		local w, device = visit.w, code.device;
		local nearness = parts.network.compare(device.address, visit.request.ip);
		local function named(text)
			return text and "<bdi>" .. html.escape(text) .. "</bdi>" or html.escape(w.unknown);
		end
		return page.send(visit, status or 200, w.decide_title, DECIDE, {
			problem = problem; ticket = ticket;
			name = named(device.name); os = named(device.os); software = named(device.software or device.client_id);
			age = html.say(w.seconds_ago, { seconds = codes.age(code) });
			address = device.address; far = nearness == "other"; nearness = nearness and w[nearness .. "_network"];
			account = code.who.account;
		});
	end

	page.open_code = page.get(function (visit, link_id)
		local who, code = visit.who, codes.by_link(link_id);
		if not code or not codes.open(code) then
			return ended(visit, code);
		elseif not who.username then
			return page.sign_in_form(visit, "s/" .. link_id);
		elseif code.state == "waiting" then
			return page.send(visit, 200, visit.w.scan_title, SCAN, {
				next = "s/" .. link_id;
				why = html.say(visit.w.scan_why, { account = who.username .. "@" .. host });
			});
		elseif not codes.scanned_by(code, who.username, who.phone) then
			return page.note(visit, 409, "taken");
		end
		return decision(visit, code, codes.scan(code, code.who));
	end);

	local function decide(visit, code, fields)
		local w, who = visit.w, visit.who;
		local values = { device = code.device.name or code.device.software or w.device, account = who.username .. "@" .. host };
		local number;
		if fields.decision ~= "decline" then
			number = fields.number or "";
			if not number:find("^%d%d$") and codes.open(code) and codes.scanned_by(code, who.username, who.phone) then
				return decision(visit, code, codes.scan(code, code.who), html.escape(w.number_missing), 400);
			end
		end
		local done, why, ticket = codes.decide(code, who.username, who.phone, fields.ticket or "", number);
		if done then
			return page.note(visit, 200, number and "confirmed" or "declined", values, number and CHECK);
		elseif why == "number" and ticket then
			return decision(visit, code, ticket, html.say(w.wrong_number, { tries = code.tries }), 403);
		elseif why == "number" then
			return page.note(visit, 403, "number_ended");
		elseif why == "taken" then
			return page.note(visit, 409, "taken");
		elseif why == "ticket" then
			return page.note(visit, 403, "try_again");
		end
		return ended(visit, code);
	end

	page.post_code = page.post(function (visit, fields, link_id)
		local code = codes.by_link(link_id);
		if not code or not codes.open(code) then
			return ended(visit, code);
		elseif not visit.who.username then
			return page.sign_in_form(visit, "s/" .. link_id);
		elseif fields.step == "decide" then
			return decide(visit, code, fields);
		end
		return scan(visit, code);
	end);

	local function code_form(visit, problem, status)
		return page.send(visit, status or 200, visit.w.code_title, CODE, {
			links = true;
			problem = problem and html.escape(problem);
			signed_in_as = html.say(visit.w.signed_in_as, { account = visit.who.username .. "@" .. host });
		});
	end

	page.code = page.get(function (visit)
		if not visit.who.username then
			return page.sign_in_form(visit, "code");
		end
		return code_form(visit);
	end);

	page.type_code = page.post(function (visit, fields)
		local who = visit.who;
		if not who.username then
			return page.sign_in_form(visit, "code");
		end
		local code, why = parts.typed(fields.code or "", who.username, visit.request.ip);
		if not code then
			return code_form(visit, why == "often" and visit.w.too_often or visit.w.code_unknown, why == "often" and 429 or 404);
		end
		return scan(visit, code);
	end);

	-- The account of this server that was typed, or nil and why not.
	local function account_of(typed)
		local name, domain = typed:match("^%s*([^@%s]+)@?([^@%s]*)%s*$");
		if not name then
			return nil, "sign_in_failed";
		elseif domain ~= "" and domain:lower() ~= host then
			return nil, "other_server";
		end
		return nodeprep(name), "sign_in_failed";
	end

	page.sign_in = page.post(function (visit, fields)
		local w, request = visit.w, visit.request;
		local following = next_page(fields.next);
		local typed, password = (fields.address or ""):sub(1, 512), fields.password or "";
		local function refuse(why, status)
			return page.sign_in_form(visit, following, html.say(w[why], { host = host }), status, typed);
		end
		local username, why = account_of(typed);
		if not username then
			return refuse(why, 403);
		elseif not parts.signing_in:take(parts.network.of(request.ip)) or not parts.failed:left(username) then
			visit.response.headers.retry_after = "60";
			return refuse("too_often", 429);
		elseif #password > 1024 or not usermanager.test_password(username, host, password)
			or not usermanager.user_is_enabled(username, host) then
			parts.failed:take(username);
			return refuse("sign_in_failed", 403);
		end
		visit.who = browser.sign_in(visit.event, username, fields.remember == "yes");
		local link_id = following:match("^s/(.+)$");
		local code = link_id and codes.by_link(link_id);
		if code then
			return scan(visit, code);
		end
		return html.redirect(visit.response, links.base() .. "/" .. following);
	end);

	page.sign_out = page.post(function (visit, fields)
		browser.sign_out(visit.event, visit.who);
		return html.redirect(visit.response, links.base() .. "/" .. next_page(fields.next));
	end);

	return page;
end

return { new = new };
