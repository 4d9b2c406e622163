-- Copyright the Beckon authors
-- SPDX-License-Identifier: GPL-3.0-or-later
--
-- Registration (XEP-0077) in the shapes that servers of the world give it:
--
--   register_variant = "legacy"   only the fields of XEP-0077, no form
--                      "form"     a data form with a field of every type
--                      "captcha"  a form with a picture (XEP-0158, 0231, 0221)
--                      "web"      a link to a page in place of fields (XEP-0066)
--                      "wait"     always "resource-constraint", wait a while
--                      "refuse"   always "not-allowed"
--
-- The form wants: nickname set, colour "green" or "blue", at least one of the
-- languages, the rules accepted. The right answer to the CAPTCHA is "beckon".

local base64 = require "prosody.util.encodings".base64;
local nodeprep = require "prosody.util.encodings".stringprep.nodeprep;
local sha1 = require "prosody.util.hashes".sha1;
local st = require "prosody.util.stanza";
local usermanager = require "prosody.core.usermanager";

local xmlns_register, xmlns_data = "jabber:iq:register", "jabber:x:data";
local xmlns_bob, xmlns_media = "urn:xmpp:bob", "urn:xmpp:media-element";
local variant = module:get_option_string("register_variant", "legacy");

module:hook("stream-features", function (event)
	if event.origin.type == "c2s_unauthed" and event.origin.secure then
		event.features:add_child(st.stanza("register", { xmlns = "http://jabber.org/features/iq-register" }));
	end
end);

local function new_form(form_type)
	local form = st.stanza("x", { xmlns = xmlns_data, type = "form" })
		:text_tag("title", "A new account")
		:text_tag("instructions", "Fill in what is marked.");
	form:tag("field", { var = "FORM_TYPE", type = "hidden" }):text_tag("value", form_type):up();
	return form;
end

local function add_field(form, name, type, label, options)
	options = options or {};
	form:tag("field", { var = name, type = type, label = label });
	if options.desc then form:text_tag("desc", options.desc); end
	if options.required then form:tag("required"):up(); end
	for _, value in ipairs(options.values or {}) do
		form:text_tag("value", value);
	end
	for _, choice in ipairs(options.choices or {}) do
		form:tag("option", { label = choice[2] }):text_tag("value", choice[1]):up();
	end
	return form:up();
end

local function every_type()
	local form = new_form(xmlns_register);
	add_field(form, nil, "fixed", nil, { values = { "About the account" } });
	add_field(form, "username", "text-single", "Address", { required = true });
	add_field(form, "password", "text-private", "Password", { required = true });
	add_field(form, "nick", "text-single", "Nickname", { required = true, desc = "What others see." });
	add_field(form, nil, "fixed", nil, { values = { "About you" } });
	add_field(form, "about", "text-multi", "A few words", { values = { "first line", "second line" } });
	add_field(form, "colour", "list-single", "Colour", { required = true, values = { "red" },
		choices = { { "red", "Red" }, { "green", "Green" }, { "blue", "Blue" } } });
	add_field(form, "languages", "list-multi", "Languages", { values = { "de" },
		choices = { { "de", "Deutsch" }, { "en", "English" }, { "tr", "Türkçe" } } });
	add_field(form, "friend", "jid-single", "Who invited you", { values = { "alice@" .. module.host } });
	add_field(form, "friends", "jid-multi", "Whom you know");
	add_field(form, "rules", "boolean", "I accept the rules", { required = true, values = { "0" } });
	add_field(form, "ticket", "hidden", nil, { values = { "kept-as-it-is" } });
	return form;
end

local picture = module:load_resource("captcha.png", "rb"):read("a");
local cid = "sha1+" .. sha1(picture, true) .. "@bob.xmpp.org";

local function captcha()
	local form = new_form("urn:xmpp:captcha");
	add_field(form, "challenge", "hidden", nil, { values = { "F3A6292C" } });
	add_field(form, "username", "text-single", "Address", { required = true });
	add_field(form, "password", "text-private", "Password", { required = true });
	form:tag("field", { var = "ocr", type = "text-single", label = "Enter the text you see" })
		:tag("required"):up()
		:tag("media", { xmlns = xmlns_media, height = "60", width = "200" })
			:text_tag("uri", "cid:" .. cid, { type = "image/png" }):up():up();
	return form;
end

local function ask(stanza)
	local reply = st.reply(stanza):tag("query", { xmlns = xmlns_register });
	if variant == "web" then
		return reply:text_tag("instructions", "Please register on our page.")
			:tag("x", { xmlns = "jabber:x:oob" }):text_tag("url", "https://localhost/register"):up();
	end
	reply:text_tag("instructions", "Choose a name and a password.");
	if variant ~= "captcha" then
		reply:tag("username"):up():tag("password"):up();
	end
	if variant == "legacy" then
		reply:tag("email"):up();
	elseif variant == "form" then
		reply:add_child(every_type());
	elseif variant == "captcha" then
		reply:add_child(captcha());
		reply:text_tag("data", base64.encode(picture), { xmlns = xmlns_bob, cid = cid, type = "image/png", ["max-age"] = "0" });
	end
	return reply;
end

local function answers(form)
	local data = {};
	for field in form:childtags("field") do
		local values = {};
		for value in field:childtags("value") do
			values[#values + 1] = value:get_text();
		end
		data[field.attr.var or ""] = values;
	end
	return data;
end

-- What is wrong with the answers: error condition and text, or nothing.
local function complain(data)
	local function first(name) return data[name] and data[name][1] or ""; end
	if variant == "captcha" then
		if first("challenge") ~= "F3A6292C" or first("ocr"):lower() ~= "beckon" then
			return "not-allowed", "The CAPTCHA was not solved";
		end
	elseif variant == "form" then
		if first("FORM_TYPE") ~= xmlns_register or first("ticket") ~= "kept-as-it-is" then
			return "bad-request", "Hidden fields must come back as they were";
		elseif first("nick") == "" then
			return "not-acceptable", "nick: a nickname is required";
		elseif first("colour") ~= "green" and first("colour") ~= "blue" then
			return "not-acceptable", "colour: red is taken";
		elseif not data.languages or #data.languages == 0 then
			return "not-acceptable", "languages: choose one";
		elseif first("rules") ~= "1" and first("rules") ~= "true" then
			return "not-acceptable", "rules: must be accepted";
		end
	end
end

local function register(origin, stanza, query)
	local form, data = query:get_child("x", xmlns_data), {};
	if form then
		data = answers(form);
	elseif variant ~= "legacy" then
		return st.error_reply(stanza, "modify", "bad-request", "The form was not answered");
	else
		for _, name in ipairs({ "username", "password", "email" }) do
			data[name] = { query:get_child_text(name) };
		end
	end
	local condition, text = complain(data);
	if condition then
		return st.error_reply(stanza, "modify", condition, text);
	end
	local name = nodeprep(data.username and data.username[1] or "", true);
	local password = data.password and data.password[1] or "";
	if not name or name == "" or password == "" then
		return st.error_reply(stanza, "modify", "not-acceptable", "The requested username is invalid.");
	elseif usermanager.user_exists(name, module.host) then
		return st.error_reply(stanza, "cancel", "conflict", "The requested username already exists.");
	end
	assert(usermanager.create_user_with_role(name, password, module.host, "prosody:registered"));
	return st.reply(stanza);
end

module:hook("stanza/iq/jabber:iq:register:query", function (event)
	local origin, stanza = event.origin, event.stanza;
	local query = stanza.tags[1];
	if origin.type ~= "c2s_unauthed" then return; end
	if stanza.attr.type == "get" then
		origin.send(ask(stanza));
	elseif variant == "wait" then
		origin.send(st.error_reply(stanza, "wait", "resource-constraint", "Too many registrations, wait a while."));
	elseif variant == "refuse" or variant == "web" then
		origin.send(st.error_reply(stanza, "cancel", "not-allowed", "No registration here."));
	else
		origin.send(register(origin, stanza, query));
	end
	return true;
end, 10);
