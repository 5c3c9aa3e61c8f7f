/* The table of actions.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <piyue/tui.h>

typedef struct ActionName {
    char text[48];
} ActionName;

#define ACTION(id, handler, arg, context, keys, needs, help)                             \
    _Static_assert(sizeof(#id) <= sizeof(ActionName), "name of " #id " is too long");
#include "../tables/actions.def"
#undef ACTION

static const Action action_rows[] = {
#define ACTION(id, handler, arg, context, keys, needs, help)                             \
    {#id, act_##handler, arg, CONTEXT_##context, keys, needs, help},
#include "../tables/actions.def"
#undef ACTION
};

/* The preprocessor has no lower case: the names users see are made once, here. They
 * depend on nothing but the table. */
const Action *action_get(ActionId id)
{
    static Action actions[ACTION_COUNT];
    static ActionName names[ACTION_COUNT];
    BUG_ON((size_t)id >= ACTION_COUNT);
    if (!actions[id].name) {
        const char *from = action_rows[id].name;
        for (size_t i = 0; from[i]; i++) {
            bool is_upper = from[i] >= 'A' && from[i] <= 'Z';
            names[id].text[i] = from[i] == '_' ? '-'
                                : is_upper     ? (char)(from[i] - 'A' + 'a')
                                               : from[i];
        }
        actions[id] = action_rows[id];
        actions[id].name = names[id].text;
    }
    return &actions[id];
}

bool action_find(Str name, ActionId *id)
{
    for (size_t i = 0; i < ACTION_COUNT; i++) {
        if (str_is_equal_nocase(name, str_from(action_get((ActionId)i)->name))) {
            *id = (ActionId)i;
            return true;
        }
    }
    return false;
}
