/* What a query can say, on a page, and what is wrong with one.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <piyue/screen.h>

static const struct {
    const char *typed, *help;
} forms[] = {
#define QUERY(typed, help) {typed, help},
#include "../tables/query.def"
#undef QUERY
};

View *query_page_new(App *app)
{
    StrBuf text = {0};
    for (size_t i = 0; i < ARRAY_SIZE(forms); i++)
        strbuf_appendf(&text, "%s\t%s\n", forms[i].typed, _(forms[i].help));
    strbuf_appendf(&text, "\n%s\n",
                   _("Simplified and traditional characters, full and half width, case, "
                     "blanks and line ends make no difference. Conditions alone list "
                     "documents; -tag:草稿 excludes."));
    View *page = page_new(app, _("What a search can say"), strbuf_get(&text));
    strbuf_clear(&text);
    return page;
}

bool act_query_help(const ActionCall *call, Error *err)
{
    (void)err;
    app_push(call->app, query_page_new(call->app));
    return true;
}

bool query_asks_help(Str text)
{
    Str asked = text_trim(text);
    return str_is_equal(asked, STR("?")) || str_is_equal(asked, STR("\xef\xbc\x9f"));
}

void query_remark(Prompt *prompt, Str text)
{
    Error err = {0};
    Str remark = str_from(_("blank and  | or  - not  \"...\" exact  ~ pattern  "
                            "title: tag: after:  ? tells more"));
    Seek *seek = text_trim(text).len ? seek_parse(text, NULL, &err) : NULL;
    if (error_is_set(&err) && !query_asks_help(text))
        remark = str_from(error_get_message(&err));
    prompt_set_remark(prompt, seek ? (Str){0} : remark);
    seek_free(seek);
    error_clear(&err);
}

bool query_check(Prompt *prompt, Str text, Error *err)
{
    size_t mistake = 0;
    Seek *seek = seek_parse(text, &mistake, err);
    if (!seek && prompt)
        prompt_set_caret(prompt, mistake);
    seek_free(seek);
    return seek != NULL;
}
