/* store, of the log: what one operation tells of a group that may be very large.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PIYUE_DOOR_STORE_LOG_H
#define PIYUE_DOOR_STORE_LOG_H

#include <piyue/store.h>

/* The newest operation of a group alone, as store_list_group gives it first; no row where
 * there is no such group. */
bool store_get_group_head(Store *store, Uid group, Arena *arena, OpList *head,
                          Error *err) MUST_CHECK;

#endif
