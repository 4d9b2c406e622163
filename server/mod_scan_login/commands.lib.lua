-- Copyright the Beckon authors
-- SPDX-License-Identifier: GPL-3.0-or-later
--
-- The phone as an XMPP client: approving, listing and signing out by commands (XEP-0050).

local adhoc_new = module:require "adhoc".new;
local dataforms = require "prosody.util.dataforms";
local datetime = require "prosody.util.datetime".datetime;
local errors = require "prosody.util.error";
local jid = require "prosody.util.jid";
local st = require "prosody.util.stanza";
local words = module:require "words";

local NODE = "urn:im.beckon:scan-login:0#";

-- parts: codes, devices, browser, links, network, person, typed (functions)
return function (parts)
	local codes, devices = parts.codes, parts.devices;

	local function fail(kind, condition, text)
		return { status = "error"; error = errors.new({ type = kind, condition = condition, text = text }) };
	end

	local function language_of(data)
		return words.choose(data.stanza.attr["xml:lang"] or data.stanza.tags[1].attr["xml:lang"]);
	end

	-- The open code behind a link or what was typed; or nil and the answer.
	local function find(text, w, data)
		local link = text:match("^%s*(%S-)%s*$");
		local base = parts.links.scan("");
		if link:sub(1, #base) == base then
			local code = codes.by_link(link:sub(#base + 1));
			if not code or not codes.open(code) then
				return nil, fail("cancel", "item-not-found", w.ended);
			end
			return code;
		elseif link:find("://", 1, true) then
			return nil, fail("cancel", "item-not-found", w.code_unknown);
		end
		local code, why = parts.typed(text, jid.node(data.from), data.origin.ip);
		if why == "often" then
			return nil, fail("wait", "resource-constraint", w.too_often);
		elseif not code then
			return nil, fail("cancel", "item-not-found", w.code_unknown);
		end
		return code;
	end

	local function code_form(w)
		return dataforms.new {
			title = w.code_title;
			{ type = "hidden", name = "FORM_TYPE", value = NODE .. "approve" };
			{ type = "text-single", name = "code", label = w.code_label, required = true };
		};
	end

	-- What is to be known of the device is in hidden fields for programs, and in the instructions
	-- for people: clients differ much in what they show of fields that cannot be changed.
	local function decision_form(w, code, data)
		local device = code.device;
		local nearness = parts.network.compare(device.address, data.origin.ip);
		local software = device.software or device.client_id;
		local near_text = nearness and " (" .. w[nearness .. "_network"] .. ")" or "";
		local form = {
			title = w.decide_title;
			instructions = table.concat({
				w.device .. ": " .. (device.name or w.unknown), w.system .. ": " .. (device.os or w.unknown),
				w.software .. ": " .. software, w.network_address .. ": " .. device.address .. near_text,
				w.account .. ": " .. code.who.account, w.number_why,
			}, "\n");
			{ type = "hidden", name = "FORM_TYPE", value = NODE .. "approve" };
		};
		for _, field in ipairs {
			{ "device_name", device.name }, { "device_os", device.os }, { "software", software },
			{ "requested", datetime(os.time() - codes.age(code)) }, { "address", device.address },
			{ "network", nearness }, { "account", code.who.account },
		} do
			form[#form + 1] = field[2] and { type = "hidden", name = field[1], value = field[2] } or nil;
		end
		form[#form + 1] = { type = "text-single", name = "number", label = w.number_label };
		form[#form + 1] = { type = "list-single", name = "decision", label = w.decide_title, value = "decline", options = {
			{ value = "confirm", label = w.confirm }, { value = "decline", label = w.decline },
		} };
		return dataforms.new(form);
	end

	-- The second step, as it is asked and asked again.
	local function ask(w, code, ticket, data, warning)
		return { status = "executing"; actions = { "complete", default = "complete" }; warn = warning;
			form = { layout = decision_form(w, code, data), values = {} } }, { code = code, ticket = ticket, from = data.from };
	end

	local function decide(w, state, data, fields)
		local code = state.code;
		local username = jid.node(data.from);
		local number = fields.decision == "confirm" and (fields.number or ""):match("^%s*(%d%d)%s*$");
		if fields.decision == "confirm" and not number then
			return ask(w, code, state.ticket, data, w.number_missing);
		end
		local done, why, ticket = codes.decide(code, username, data.from, state.ticket, number or nil);
		local values = { device = code.device.name or code.device.software or w.device, account = code.who and code.who.account };
		if done then
			return { status = "completed"; info = words.fill(number and w.confirmed or w.declined, values) };
		elseif why == "number" and ticket then
			return ask(w, code, ticket, data, words.fill(w.wrong_number, { tries = code.tries }));
		elseif why == "number" then
			return fail("cancel", "not-acceptable", w.number_ended);
		elseif why == "taken" then
			return fail("cancel", "conflict", w.taken);
		end
		return fail("cancel", "gone", code.state == "cancelled" and w.cancelled or w.ended);
	end

	local function approve(_, data, state)
		local language = language_of(data);
		local w = words.get(language);
		if state and state.from ~= data.from then
			return fail("auth", "forbidden");
		elseif data.action == "cancel" then
			if state then
				codes.decide(state.code, jid.node(data.from), data.from, state.ticket, nil);
			end
			return { status = "canceled" };
		elseif not data.form then
			return { status = "executing"; actions = { "next", default = "next" };
				form = { layout = code_form(w), values = {} } };
		elseif state then
			local fields = decision_form(w, state.code, data):data(data.form);
			return decide(w, state, data, fields);
		end
		local fields = code_form(w):data(data.form);
		local code, failure = find(fields.code or "", w, data);
		if not code then
			return failure;
		end
		local ticket, why = codes.scan(code, parts.person(jid.node(data.from), data.from, language));
		if ticket then
			return ask(w, code, ticket, data);
		elseif why == "taken" then
			return fail("cancel", "conflict", w.taken);
		end
		return fail("cancel", "gone", w.ended);
	end

	-- A form with a table, which dataforms cannot make; and, for clients that show none, a text.
	local function list(_, data)
		local w, lines = words.get(language_of(data)), {};
		local form = st.stanza("x", { xmlns = "jabber:x:data", type = "result" }):text_tag("title", w.devices_title);
		form:tag("field", { type = "hidden", var = "FORM_TYPE" }):text_tag("value", NODE .. "devices"):up();
		form:tag("reported");
		for _, name in ipairs { "id", "name", "os", "software", "first_seen", "last_seen", "current" } do
			form:tag("field", { var = name, label = name }):up();
		end
		form:up();
		for _, device in ipairs(devices.list(jid.node(data.from))) do
			local current = device.device_id ~= nil and device.device_id == data.origin.client_id;
			lines[#lines + 1] = ("%s (%s): %s"):format(device.name or w.unknown, device.software or device.os or w.unknown,
				words.fill(w.last_seen, { date = os.date("!%Y-%m-%d", device.last) }));
			form:tag("item");
			for _, field in ipairs {
				{ "id", device.id }, { "name", device.name or "" }, { "os", device.os or "" }, { "software", device.software or "" },
				{ "first_seen", datetime(device.first) }, { "last_seen", datetime(device.last) }, { "current", current and "1" or "0" },
			} do
				form:tag("field", { var = field[1] }):text_tag("value", field[2]):up();
			end
			form:up();
		end
		return { status = "completed"; other = form; info = lines[1] and table.concat(lines, "\n") or w.no_devices };
	end

	local function revoke_form(w, username)
		local options = {};
		for i, device in ipairs(devices.list(username)) do
			options[i] = { value = device.id, label = device.name or device.software or w.unknown };
		end
		options[#options + 1] = { value = "others", label = w.sign_out_others };
		return dataforms.new {
			title = w.sign_out;
			{ type = "hidden", name = "FORM_TYPE", value = NODE .. "revoke" };
			{ type = "list-single", name = "id", label = w.device, required = true, options = options };
		};
	end

	local function revoke(_, data)
		local w, username = words.get(language_of(data)), jid.node(data.from);
		if data.action == "cancel" then
			return { status = "canceled" };
		end
		local form = revoke_form(w, username);
		if not data.form then
			return { status = "executing"; actions = { "complete", default = "complete" }; form = { layout = form, values = {} } };
		end
		local id = form:data(data.form).id;
		local client_id = data.origin.client_id;
		if id == "others" then
			devices.revoke_others(username, function (device)
				return client_id and device.device_id == client_id;
			end);
			parts.browser.sign_out_everywhere(username);
		elseif not id or not devices.revoke(username, id) then
			return fail("cancel", "item-not-found");
		end
		return { status = "completed" };
	end

	local w = words.get(module:get_option_string("language", "en"));
	module:provides("adhoc", adhoc_new(w.scan_title, NODE .. "approve", approve, "local_user"));
	module:provides("adhoc", adhoc_new(w.devices_title, NODE .. "devices", list, "local_user"));
	module:provides("adhoc", adhoc_new(w.sign_out, NODE .. "revoke", revoke, "local_user"));
end
