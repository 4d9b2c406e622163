-- Copyright the Beckon authors
-- SPDX-License-Identifier: GPL-3.0-or-later
--
-- Pages for phones, as text: escaping, layout, style and the headers that keep others out.

local base64 = require "prosody.util.encodings".base64;
local escape = require "prosody.util.stanza".xml_escape;
local render = require "prosody.util.interpolation".new("%b{}", escape);
local sha256 = require "prosody.util.hashes".sha256;
local words = module:require "words";

local STYLE = module:load_resource("style.css"):read("a");

local LAYOUT = [[
<!DOCTYPE html>
<html lang="{language}" dir="{direction}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="robots" content="noindex">
<title>{title} – {page_name}</title>
<style>{style!}</style>
</head>
<body>
<header>{page_name}</header>
<main>
<h1>{title}</h1>
{content!}
</main>
{links!}
</body>
</html>
]];

local function isolate(value)
	return "<bdi>" .. escape(value) .. "</bdi>";
end

-- page_name and colour ("#rrggbb") as the administrator chose them.
local function new(page_name, colour)
	local html = { escape = escape, render = render };
	local style = ":root{--accent:" .. colour .. "}" .. STYLE;
	local policy = "default-src 'none'; style-src 'sha256-" .. base64.encode(sha256(style))
		.. "'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'";

	-- A sentence as HTML, with values that may be written in the other direction.
	function html.say(text, values)
		return words.fill(escape(text), values or {}, isolate);
	end

	-- Sends a page: the content and the links below it (may be nil) are HTML, the title is text.
	function html.send(response, status, language, title, content, links)
		local headers = response.headers;
		headers.content_type = "text/html; charset=utf-8";
		headers.content_language = language;
		headers.content_security_policy = policy;
		headers.x_frame_options = "DENY";
		headers.x_content_type_options = "nosniff";
		headers.referrer_policy = "same-origin"; -- with none at all a form has no origin
		headers.cross_origin_opener_policy = "same-origin";
		headers.cross_origin_resource_policy = "same-origin";
		headers.permissions_policy = "camera=(), geolocation=(), microphone=()";
		headers.cache_control = "no-store";
		headers.vary = "Accept-Language, Cookie";
		response.status_code = status;
		response:send(render(LAYOUT, {
			language = language; direction = words.direction(language); title = title;
			page_name = page_name; style = style; content = content; links = links or "";
		}));
		return true;
	end

	function html.redirect(response, location)
		response.headers.location = location;
		response.headers.cache_control = "no-store";
		response.status_code = 303;
		response:send("");
		return true;
	end

	return html;
end

return { new = new };
