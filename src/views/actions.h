/* Prototypes of all handlers, from the action table.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PIYUE_VIEWS_ACTIONS_H
#define PIYUE_VIEWS_ACTIONS_H

#include <piyue/tui.h>

#define ACTION(id, handler, arg, context, keys, needs, help)                             \
    bool act_##handler(const ActionCall *call, Error *err);
#include "../tables/actions.def"
#undef ACTION

#endif
