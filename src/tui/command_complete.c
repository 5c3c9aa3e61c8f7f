/* What may be meant by what is typed on the `:` row.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "tui/app.h"

/* How a name fits what is typed; the best come first. */
typedef enum NameFit { FIT_START, FIT_WORD, FIT_HELP, FIT_COUNT } NameFit;

static bool starts_at(Str name, size_t off, Str typed)
{
    return str_is_equal_nocase(str_slice(name, off, off + typed.len), typed);
}

/* The letters begin it, or one of its words; or the help has them: nobody types English
 * names who reads Chinese help, so what is not ASCII is looked for there. */
static NameFit name_fit(Str name, const char *help, Str typed)
{
    if (starts_at(name, 0, typed))
        return FIT_START;
    for (size_t i = 0; i + 1 < name.len; i++)
        if ((name.data[i] == '-' || name.data[i] == '_') && starts_at(name, i + 1, typed))
            return FIT_WORD;
    bool is_foreign = (unsigned char)typed.data[0] >= 0x80;
    return is_foreign && str_find(str_from(_(help)), typed, 0) != STR_NONE ? FIT_HELP
                                                                           : FIT_COUNT;
}

static void offer_action(App *app, Prompt *prompt, ActionId id)
{
    const Action *action = action_get(id);
    StrBuf detail = {0};
    strbuf_append_text(&detail, _(action->help));
    size_t len = detail.len;
    strbuf_append_text(&detail, "  ");
    keymap_append_keys(app->keymap, id, &detail);
    if (detail.len == len + 2)
        detail.len = len;
    prompt_add_candidate(prompt, str_from(action->name), strbuf_get(&detail));
    strbuf_clear(&detail);
}

static void offer_actions(App *app, Prompt *prompt, Str typed)
{
    for (NameFit fit = FIT_START; fit < FIT_COUNT; fit++) {
        for (size_t i = 0; i < ACTION_COUNT; i++) {
            const Action *action = action_get((ActionId)i);
            if (name_fit(str_from(action->name), action->help, typed) == fit)
                offer_action(app, prompt, (ActionId)i);
        }
        if (fit == FIT_START && starts_at(STR("set"), 0, typed))
            prompt_add_candidate(prompt, STR("set "), str_from(_("change an option")));
    }
}

static void offer_options(App *app, Prompt *prompt, Str typed)
{
    size_t count = 0;
    const OptionInfo *options = settings_list_options(&count);
    for (NameFit fit = FIT_START; fit < FIT_COUNT; fit++) {
        for (size_t i = 0; i < count; i++) {
            const OptionInfo *option = &options[i];
            if (name_fit(str_from(option->name), option->help, typed) != fit)
                continue;
            StrBuf text = {0}, detail = {0};
            strbuf_appendf(&text, "set %s ", option->name);
            settings_append_value(app->settings, str_from(option->name), &detail);
            strbuf_append_text(&detail, detail.len ? "  " : "");
            strbuf_append_text(&detail, _(option->help));
            prompt_add_candidate(prompt, strbuf_get(&text), strbuf_get(&detail));
            strbuf_clear(&text);
            strbuf_clear(&detail);
        }
    }
}

/* `before` and a value; the present one says so. */
static void offer_value(Prompt *prompt, Str before, Str value, Str now, Str detail)
{
    StrBuf text = {0}, whole = {0};
    strbuf_appendf(&text, "%.*s%.*s", STR_ARG(before), STR_ARG(value));
    if (str_is_equal(value, now))
        strbuf_append_text(&whole, _("as it is now"));
    strbuf_append_text(&whole, whole.len && detail.len ? "  " : "");
    strbuf_append_str(&whole, detail);
    prompt_add_candidate(prompt, strbuf_get(&text), strbuf_get(&whole));
    strbuf_clear(&text);
    strbuf_clear(&whole);
}

static void offer_themes(App *app, Prompt *prompt, Str before, Str typed)
{
    Arena *arena = arena_new();
    Str now = str_from(app->settings->theme);
    size_t count = 0;
    const ThemeInfo *themes = theme_list(arena, &count);
    for (size_t i = 0; i <= count; i++) {
        Str name = i < count ? themes[i].name : STR("auto");
        if (str_has_prefix(name, typed))
            offer_value(prompt, before, name, now,
                        i < count ? themes[i].summary : (Str){0});
    }
    arena_free(arena);
}

/* The words an option takes, or its present value and what it may be: "20..400". */
static void offer_values(App *app, Prompt *prompt, Str before, const OptionInfo *option,
                         Str typed)
{
    StrBuf now = {0};
    Str allowed = str_from(option->allowed);
    settings_append_value(app->settings, str_from(option->name), &now);
    if (str_find(allowed, STR("|"), 0) == STR_NONE) {
        if (typed.len == 0)
            offer_value(prompt, before, strbuf_get(&now), strbuf_get(&now), allowed);
        else
            prompt_set_remark(prompt, allowed);
    } else {
        while (allowed.data) {
            Str word = str_split(&allowed, '|');
            if (str_has_prefix(word, typed))
                offer_value(prompt, before, word, strbuf_get(&now), (Str){0});
        }
    }
    strbuf_clear(&now);
}

/* Behind "set ". */
static void complete_set(App *app, Prompt *prompt, Str text, Str rest)
{
    size_t blank = str_find(rest, STR(" "), 0), count = 0;
    const OptionInfo *options = settings_list_options(&count);
    if (blank == STR_NONE) {
        offer_options(app, prompt, rest);
        return;
    }
    Str name = str_slice(rest, 0, blank), typed = str_slice(rest, blank + 1, rest.len);
    Str before = str_slice(text, 0, text.len - typed.len);
    for (size_t i = 0; i < count; i++) {
        if (!str_is_equal(str_from(options[i].name), name))
            continue;
        if (str_is_equal(name, STR("theme")))
            offer_themes(app, prompt, before, typed);
        else
            offer_values(app, prompt, before, &options[i], typed);
    }
}

void command_complete(void *context, Str text, Prompt *prompt)
{
    App *app = context;
    Str set = STR("set "), theme = STR("theme ");
    prompt_clear_candidates(prompt);
    prompt_set_remark(prompt, (Str){0});
    if (str_has_prefix(text, set)) {
        complete_set(app, prompt, text, str_slice(text, set.len, text.len));
        return;
    }
    if (str_has_prefix(text, theme))
        offer_themes(app, prompt, theme, str_slice(text, theme.len, text.len));
    View *view = app_get_view(app);
    if (view->ops->offer && text.len)
        view->ops->offer(view, text, prompt);
    if (str_find(text, STR(" "), 0) == STR_NONE)
        offer_actions(app, prompt, text);
}
