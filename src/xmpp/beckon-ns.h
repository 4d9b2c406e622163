/* Copyright the Beckon authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

/* The namespaces of RFC 6120, which every layer above a stream meets. Those of an extension are
 * in its own header. */
#define BECKON_NS_CLIENT "jabber:client"
#define BECKON_NS_STREAM "http://etherx.jabber.org/streams"
#define BECKON_NS_STREAM_ERRORS "urn:ietf:params:xml:ns:xmpp-streams"
#define BECKON_NS_STANZA_ERRORS "urn:ietf:params:xml:ns:xmpp-stanzas"
#define BECKON_NS_STARTTLS "urn:ietf:params:xml:ns:xmpp-tls"
#define BECKON_NS_SASL "urn:ietf:params:xml:ns:xmpp-sasl"
#define BECKON_NS_BIND "urn:ietf:params:xml:ns:xmpp-bind"
#define BECKON_NS_XML "http://www.w3.org/XML/1998/namespace"
