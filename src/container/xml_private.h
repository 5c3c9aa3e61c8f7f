/* What tree and stream share.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PIYUE_CONTAINER_XML_PRIVATE_H
#define PIYUE_CONTAINER_XML_PRIVATE_H

#include <piyue/container.h>

/* Has any tag absurdly many attributes? They cost the parser their number squared. */
bool xml_has_attribute_flood(Str text);

#endif
