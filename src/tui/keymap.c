/* Keys to actions.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <piyue/tui.h>

#include "tui/key.h"
#include "tui/keymap.h"

#include <stdlib.h>
#include <string.h>

#define SEQUENCE_MAX_KEYS 6
#define COUNT_MAX 1000000

typedef struct Binding {
    Key keys[SEQUENCE_MAX_KEYS];
    size_t key_count;
    Context context;
    ActionId action;
    Str place; /* of the user's row; empty for a default */
} Binding;

struct Keymap {
    Binding *bindings;
    size_t count, capacity;
    Key pending[SEQUENCE_MAX_KEYS];
    size_t pending_count;
    int typed_count;
    Key character; /* that <Char> stood for in the last action */
};

static const char *const context_names[] = {
#define CONTEXT(id, name, help) name,
#include "../tables/contexts.def"
#undef CONTEXT
};

/* ---- making ------------------------------------------------------------ */

static bool binding_parse_keys(Binding *binding, Str keys)
{
    size_t off = 0;
    binding->key_count = 0;
    while (off < keys.len) {
        if (binding->key_count == SEQUENCE_MAX_KEYS ||
            !key_parse(keys, &off, &binding->keys[binding->key_count]))
            return false;
        Key *key = &binding->keys[binding->key_count++];
        *key = key_fold(*key); /* as what is typed */
    }
    return binding->key_count > 0;
}

/* What <Char> stands for: a character as it is typed. */
static bool key_is_character(Key key)
{
    return key.code > ' ' && key.code < KEY_SPECIAL && !key.modifiers;
}

static bool keys_are_equal(Key a, Key b)
{
    return a.code == b.code && a.modifiers == b.modifiers;
}

/* Keys that two sequences begin with in common. */
static size_t keys_common(const Key *a, size_t a_count, const Key *b, size_t b_count)
{
    size_t i = 0;
    while (i < a_count && i < b_count && keys_are_equal(a[i], b[i]))
        i++;
    return i;
}

static void keymap_add(Keymap *keymap, const Binding *binding)
{
    keymap->bindings =
        mem_grow(keymap->bindings, &keymap->capacity, keymap->count + 1, sizeof(Binding));
    keymap->bindings[keymap->count++] = *binding;
}

static void keymap_remove(Keymap *keymap, size_t index)
{
    keymap->count--;
    memmove(&keymap->bindings[index], &keymap->bindings[index + 1],
            (keymap->count - index) * sizeof(Binding));
}

static void binding_append_keys(const Binding *binding, StrBuf *out)
{
    for (size_t i = 0; i < binding->key_count; i++)
        key_append_name(binding->keys[i], out);
}

/* In one context no sequence may be another one, or begin it: the longer could never be
 * typed. Gives the index of the offender, or count. */
static size_t keymap_find_clash(const Keymap *keymap, const Binding *binding)
{
    for (size_t i = 0; i < keymap->count; i++) {
        const Binding *other = &keymap->bindings[i];
        size_t common =
            keys_common(binding->keys, binding->key_count, other->keys, other->key_count);
        if (other->context == binding->context &&
            common == MIN(binding->key_count, other->key_count))
            return i;
    }
    return keymap->count;
}

/* The keys of another program come first, and what clashes with them is left out. */
static void keymap_add_profile(Keymap *keymap, Str name)
{
    static const struct {
        const char *profile;
        Context context;
        const char *keys;
        ActionId action;
    } rows[] = {
#define ACTION_NONE ACTION_COUNT
#define PROFILE_KEY(profile, context, keys, action)                                      \
    {#profile, CONTEXT_##context, keys, ACTION_##action},
#include "../tables/profiles.def"
#undef PROFILE_KEY
#undef ACTION_NONE
    };
    for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
        Binding binding = {.context = rows[i].context, .action = rows[i].action};
        if (!str_is_equal(name, str_from(rows[i].profile)))
            continue;
        BUG_ON(!binding_parse_keys(&binding, str_from(rows[i].keys)));
        keymap_add(keymap, &binding);
    }
}

static void keymap_add_defaults(Keymap *keymap)
{
    size_t profile_count = keymap->count;
    for (size_t i = 0; i < ACTION_COUNT; i++) {
        const Action *action = action_get((ActionId)i);
        Str rest = str_from(action->keys);
        while (rest.data) {
            Str keys = str_split(&rest, ' ');
            Binding binding = {.context = action->context, .action = (ActionId)i};
            if (keys.len == 0)
                continue;
            BUG_ON(!binding_parse_keys(&binding, keys));
            if (keymap_find_clash(keymap, &binding) >= profile_count)
                keymap_add(keymap, &binding);
        }
    }
    for (size_t i = profile_count; i > 0; i--)
        if (keymap->bindings[i - 1].action == ACTION_COUNT)
            keymap_remove(keymap, i - 1);
}

static bool context_find(Str name, Context *context)
{
    for (size_t i = 0; i < CONTEXT_COUNT; i++) {
        if (str_is_equal(name, str_from(context_names[i]))) {
            *context = (Context)i;
            return true;
        }
    }
    return false;
}

static bool error_set_context(const struct SettingsBinding *row, Error *err)
{
    StrBuf names = {0};
    for (size_t i = 0; i < CONTEXT_COUNT; i++)
        strbuf_appendf(&names, "%s%s", i ? ", " : "", context_names[i]);
    error_set(err, ERR_SETTINGS, _("%.*s: there is no context %.*s; there are: %s"),
              STR_ARG(row->place), STR_ARG(row->context), names.data);
    strbuf_clear(&names);
    return false;
}

bool action_error_unknown(Str name, Error *err)
{
    const char *nearest = NULL;
    size_t least = name.len < 4 ? 2 : 3; /* two letters of three make any word of any */
    for (size_t i = 0; i < ACTION_COUNT; i++) {
        Str candidate = str_from(action_get((ActionId)i)->name);
        size_t distance = str_distance(name, candidate, least);
        if (distance < least) {
            least = distance;
            nearest = candidate.data;
        }
    }
    if (nearest)
        return error_set(err, ERR_SETTINGS, _("there is no action %.*s; is %s meant?"),
                         STR_ARG(name), nearest);
    return error_set(err, ERR_SETTINGS, _("there is no action %.*s; Tab lists them"),
                     STR_ARG(name));
}

/* Nobody who writes a file can press Tab. */
static bool error_set_action(const struct SettingsBinding *row, Error *err)
{
    const char *names[ACTION_COUNT];
    for (size_t i = 0; i < ACTION_COUNT; i++)
        names[i] = action_get((ActionId)i)->name;
    name_refuse(err, ERR_SETTINGS, _("action"), "piyuerc", row->action, names,
                ACTION_COUNT);
    return error_context(err, "%.*s", STR_ARG(row->place));
}

static bool error_set_clash(const struct SettingsBinding *row, const Binding *binding,
                            const Binding *other, Error *err)
{
    StrBuf keys = {0};
    binding_append_keys(other, &keys);
    const char *action = action_get(other->action)->name;
    if (other->place.len && other->key_count == binding->key_count)
        error_set(err, ERR_SETTINGS, _("%.*s: the keys %.*s are %s already, by %.*s"),
                  STR_ARG(row->place), STR_ARG(row->keys), action, STR_ARG(other->place));
    else if (other->key_count < binding->key_count)
        error_set(err, ERR_SETTINGS,
                  _("%.*s: %.*s cannot be typed, for it begins with %s (%s); free that "
                    "first with: bind %s %s none"),
                  STR_ARG(row->place), STR_ARG(row->keys), keys.data, action,
                  context_names[other->context], keys.data);
    else
        error_set(err, ERR_SETTINGS,
                  _("%.*s: with %.*s no key behind it could be typed, as %s (%s); free "
                    "them first with: bind %s %.*s none"),
                  STR_ARG(row->place), STR_ARG(row->keys), keys.data, action,
                  context_names[other->context], STR_ARG(row->keys));
    strbuf_clear(&keys);
    return false;
}

/* A user's row takes the place of a default with the same keys, and `none` that of all
 * that begin so; every other clash is an error, because one of the two could never be
 * typed. */
static bool keymap_add_user(Keymap *keymap, const struct SettingsBinding *row, Error *err)
{
    Binding binding = {.place = row->place};
    if (!context_find(row->context, &binding.context))
        return error_set_context(row, err);
    if (!binding_parse_keys(&binding, row->keys))
        return error_set(err, ERR_SETTINGS,
                         _("%.*s: cannot read the keys %.*s; write them like zM, <C-f>, "
                           "<Space> or <lt>"),
                         STR_ARG(row->place), STR_ARG(row->keys));
    bool is_removal = str_is_equal(row->action, STR("none"));
    if (!is_removal && !action_find(row->action, &binding.action))
        return error_set_action(row, err);
    size_t clash;
    while ((clash = keymap_find_clash(keymap, &binding)) < keymap->count) {
        const Binding *other = &keymap->bindings[clash];
        bool is_freed = is_removal ? other->key_count >= binding.key_count
                                   : other->key_count == binding.key_count;
        if (other->place.len || !is_freed)
            return error_set_clash(row, &binding, other, err);
        keymap_remove(keymap, clash);
    }
    if (!is_removal)
        keymap_add(keymap, &binding);
    return true;
}

Keymap *keymap_new(const Settings *settings, Error *err)
{
    Keymap *keymap = mem_alloc(sizeof(*keymap));
    if (settings)
        keymap_add_profile(keymap, str_from(settings->keys));
    keymap_add_defaults(keymap);
    for (size_t i = 0; settings && i < settings->binding_count; i++) {
        if (!keymap_add_user(keymap, &settings->bindings[i], err)) {
            keymap_free(keymap);
            return NULL;
        }
    }
    return keymap;
}

void keymap_free(Keymap *keymap)
{
    if (!keymap)
        return;
    free(keymap->bindings);
    free(keymap);
}

/* ---- feeding ----------------------------------------------------------- */

void keymap_reset(Keymap *keymap)
{
    keymap->pending_count = 0;
    keymap->typed_count = 0;
}

/* How the pending keys fit the beginning of a binding. */
typedef enum Fit { FIT_NONE, FIT_CHARACTER, FIT_EXACT } Fit;

static Fit keymap_fit(const Keymap *keymap, const Binding *binding)
{
    size_t count = keymap->pending_count;
    size_t common =
        keys_common(binding->keys, binding->key_count, keymap->pending, count);
    if (common == count)
        return FIT_EXACT;
    bool is_character = common == count - 1 && binding->key_count == count &&
                        key_is(binding->keys[common], KEY_CHAR, 0) &&
                        key_is_character(keymap->pending[common]);
    return is_character ? FIT_CHARACTER : FIT_NONE;
}

/* What the pending keys are in one context: an action, the beginning of one, nothing.
 * A key of its own comes before <Char>. */
static KeymapResult keymap_look_up(Keymap *keymap, Context context, ActionId *action)
{
    KeymapResult result = KEYMAP_UNKNOWN;
    keymap->character = (Key){0};
    for (size_t i = 0; i < keymap->count; i++) {
        const Binding *binding = &keymap->bindings[i];
        Fit fit = binding->context == context ? keymap_fit(keymap, binding) : FIT_NONE;
        if (fit == FIT_CHARACTER && result == KEYMAP_UNKNOWN) {
            *action = binding->action;
            keymap->character = keymap->pending[keymap->pending_count - 1];
            result = KEYMAP_ACTION;
        }
        if (fit != FIT_EXACT)
            continue;
        keymap->character = (Key){0};
        if (binding->key_count == keymap->pending_count) {
            *action = binding->action;
            return KEYMAP_ACTION;
        }
        result = KEYMAP_PENDING;
    }
    return result;
}

static KeymapResult keymap_look_up_all(Keymap *keymap, const Context *contexts,
                                       size_t context_count, ActionId *action)
{
    KeymapResult result = KEYMAP_UNKNOWN;
    for (size_t i = 0; i < context_count && result == KEYMAP_UNKNOWN; i++)
        result = keymap_look_up(keymap, contexts[i], action);
    return result;
}

static bool keymap_is_count(const Keymap *keymap, Key key)
{
    return keymap->pending_count == 1 && !key.modifiers && key.code >= '0' &&
           key.code <= '9' && (key.code != '0' || keymap->typed_count > 0);
}

KeymapResult keymap_feed(Keymap *keymap, const Context *contexts, size_t context_count,
                         Key key, ActionId *action, int *count)
{
    bool is_begun = keymap->pending_count > 0 || keymap->typed_count > 0;
    *count = 0;
    key = key_fold(key);
    if (is_begun && key_is(key, KEY_ESCAPE, 0)) {
        keymap_reset(keymap);
        return KEYMAP_PENDING; /* Esc gives up the beginning, and no more than that */
    }
    if (keymap->pending_count == SEQUENCE_MAX_KEYS)
        keymap_reset(keymap);
    keymap->pending[keymap->pending_count++] = key;
    KeymapResult result = KEYMAP_UNKNOWN;
    bool goes_on =
        key.code == '0' && keymap->typed_count > 0 && keymap->pending_count == 1;
    if (!goes_on) /* the 0 of 10 is no key of its own */
        result = keymap_look_up_all(keymap, contexts, context_count, action);
    if (result == KEYMAP_UNKNOWN && keymap_is_count(keymap, key)) {
        int digit = (int)key.code - '0';
        keymap->typed_count = MIN(keymap->typed_count * 10 + digit, COUNT_MAX);
        keymap->pending_count = 0;
        return KEYMAP_PENDING;
    }
    if (result == KEYMAP_PENDING)
        return result;
    *count = keymap->typed_count;
    keymap_reset(keymap);
    return result;
}

bool keymap_is_begun(const Keymap *keymap)
{
    return keymap->pending_count > 0;
}

Key keymap_get_character(const Keymap *keymap)
{
    return keymap->character;
}

static size_t next_find(const KeymapNext *next, size_t count, Key key)
{
    size_t i = 0;
    while (i < count && !keys_are_equal(next[i].key, key))
        i++;
    return i;
}

size_t keymap_list_next(const Keymap *keymap, const Context *contexts,
                        size_t context_count, KeymapNext *next, size_t capacity)
{
    size_t count = 0, begun = keymap->pending_count;
    for (size_t c = 0; begun && c < context_count; c++) {
        for (size_t i = 0; i < keymap->count; i++) {
            const Binding *binding = &keymap->bindings[i];
            if (binding->context != contexts[c] || binding->key_count <= begun ||
                keymap_fit(keymap, binding) != FIT_EXACT)
                continue;
            size_t known = next_find(next, count, binding->keys[begun]);
            if (known < count || count == capacity)
                continue;
            next[count++] = (KeymapNext){binding->keys[begun], binding->action,
                                         binding->key_count > begun + 1};
        }
    }
    return count;
}

/* ---- showing ----------------------------------------------------------- */

static void binding_append_label(const Binding *binding, StrBuf *out)
{
    for (size_t i = 0; i < binding->key_count; i++) {
        if (i > 0 && binding->keys[i].modifiers)
            strbuf_append_byte(out, ' ');
        key_append_label(binding->keys[i], out);
    }
}

void keymap_append_keys(const Keymap *keymap, ActionId action, StrBuf *out)
{
    bool is_first = true;
    for (size_t i = 0; i < keymap->count; i++) {
        if (keymap->bindings[i].action != action)
            continue;
        strbuf_append_text(out, is_first ? "" : ", ");
        binding_append_label(&keymap->bindings[i], out);
        is_first = false;
    }
}

/* Do the keys mean something else in a context that is asked before their own? */
static bool binding_is_hidden(const Keymap *keymap, const Binding *binding,
                              const Context *contexts, size_t context_count)
{
    for (size_t i = 0; i < context_count && contexts[i] != binding->context; i++) {
        Binding inner = *binding;
        inner.context = contexts[i];
        if (keymap_find_clash(keymap, &inner) < keymap->count)
            return true;
    }
    return false;
}

bool keymap_append_first_key(const Keymap *keymap, const Context *contexts,
                             size_t context_count, ActionId action, StrBuf *out)
{
    for (size_t i = 0; i < keymap->count; i++) {
        const Binding *binding = &keymap->bindings[i];
        if (binding->action == action &&
            !binding_is_hidden(keymap, binding, contexts, context_count)) {
            binding_append_label(binding, out);
            return true;
        }
    }
    return false;
}

void keymap_append_pending(const Keymap *keymap, StrBuf *out)
{
    if (keymap->typed_count)
        strbuf_appendf(out, "%d", keymap->typed_count);
    for (size_t i = 0; i < keymap->pending_count; i++)
        key_append_label(keymap->pending[i], out);
}
