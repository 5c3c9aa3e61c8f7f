/* What the names that authors give to parts of a page say of them.
 *
 * Only words that many sites use; none is the name of a site. A name is cut into words at
 * signs and where a capital follows a small letter (articleContent, main-nav,
 * TRS_Editor).
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "web/hint.h"

#include <string.h>

#include "web/element.h"

#define WORD_MAX_BYTES 24

typedef struct HintWord {
    const char *word; /* lower case; with * at its end, words that begin so */
    unsigned hint;
} HintWord;

/* Sorted by word, so that what begins alike stands together. */
static const HintWord words[] = {
    {"abstract", HINT_CONTENT}, {"actions", HINT_PERHAPS},  {"ad", HINT_JUNK},
    {"adbox", HINT_JUNK},       {"ads", HINT_JUNK},         {"adv*", HINT_JUNK},
    {"answer*", HINT_THREAD},   {"artical*", HINT_CONTENT}, {"articl*", HINT_CONTENT},
    {"aside", HINT_JUNK},       {"author*", HINT_IMPRINT},  {"avatar*", HINT_JUNK},
    {"banner*", HINT_JUNK},     {"bbs", HINT_THREAD},       {"blog", HINT_CONTENT},
    {"body", HINT_CONTENT},     {"bottom*", HINT_PERHAPS},  {"breadcrumb*", HINT_JUNK},
    {"btn*", HINT_JUNK},        {"button*", HINT_JUNK},     {"byline", HINT_IMPRINT},
    {"chapter*", HINT_CONTENT}, {"cmt*", HINT_COMMENT},     {"comment*", HINT_COMMENT},
    {"consent", HINT_JUNK},     {"content*", HINT_CONTENT}, {"cookie*", HINT_JUNK},
    {"copyright*", HINT_JUNK},  {"crumb*", HINT_JUNK},      {"daohang", HINT_JUNK},
    {"declare*", HINT_PERHAPS}, {"detail*", HINT_CONTENT},  {"dialog*", HINT_JUNK},
    {"disclaim*", HINT_JUNK},   {"discuss", HINT_COMMENT},  {"discussion*", HINT_THREAD},
    {"disqus*", HINT_COMMENT},  {"editor", HINT_CONTENT},   {"entry*", HINT_CONTENT},
    {"favorite*", HINT_JUNK},   {"feedback", HINT_JUNK},    {"fenxiang", HINT_JUNK},
    {"floor", HINT_THREAD},     {"follow", HINT_PERHAPS},   {"foot*", HINT_JUNK},
    {"forum*", HINT_THREAD},    {"guanggao", HINT_JUNK},    {"guess*", HINT_JUNK},
    {"hot*", HINT_PERHAPS},     {"hover*", HINT_JUNK},      {"infobar", HINT_IMPRINT},
    {"interlude", HINT_JUNK},   {"laiyuan", HINT_IMPRINT},  {"latest", HINT_PERHAPS},
    {"login*", HINT_JUNK},      {"main*", HINT_CONTENT},    {"markdown*", HINT_CONTENT},
    {"masthead", HINT_JUNK},    {"menu*", HINT_JUNK},       {"message*", HINT_POST},
    {"meta*", HINT_IMPRINT},    {"mianbao*", HINT_JUNK},    {"modal*", HINT_JUNK},
    {"more", HINT_PERHAPS},     {"nav*", HINT_JUNK},        {"neirong", HINT_CONTENT},
    {"newsletter*", HINT_JUNK}, {"outbrain*", HINT_JUNK},   {"pager*", HINT_JUNK},
    {"pagination*", HINT_JUNK}, {"paywall*", HINT_JUNK},    {"pinglun", HINT_COMMENT},
    {"popular*", HINT_PERHAPS}, {"popup*", HINT_JUNK},      {"post*", HINT_POST},
    {"print*", HINT_PERHAPS},   {"promo*", HINT_JUNK},      {"qrcode*", HINT_JUNK},
    {"question*", HINT_THREAD}, {"rank*", HINT_JUNK},       {"recom*", HINT_JUNK},
    {"relat*", HINT_JUNK},      {"replies", HINT_COMMENT},  {"reply*", HINT_COMMENT},
    {"right", HINT_PERHAPS},    {"search*", HINT_JUNK},     {"share*", HINT_JUNK},
    {"sharing", HINT_JUNK},     {"shoutbox", HINT_JUNK},    {"side*", HINT_JUNK},
    {"signup", HINT_JUNK},      {"sitemap", HINT_JUNK},     {"skip", HINT_PERHAPS},
    {"social*", HINT_JUNK},     {"sponsor*", HINT_JUNK},    {"statement", HINT_PERHAPS},
    {"story*", HINT_CONTENT},   {"subscri*", HINT_JUNK},    {"taboola*", HINT_JUNK},
    {"tag", HINT_JUNK},         {"tags", HINT_JUNK},        {"text", HINT_CONTENT},
    {"thread*", HINT_THREAD},   {"tips", HINT_PERHAPS},     {"toolbar*", HINT_JUNK},
    {"tools", HINT_PERHAPS},    {"topbar", HINT_JUNK},      {"topic*", HINT_THREAD},
    {"trs", HINT_CONTENT},      {"tuijian", HINT_JUNK},     {"ucap", HINT_CONTENT},
    {"userinfo", HINT_JUNK},    {"vote*", HINT_PERHAPS},    {"widget*", HINT_JUNK},
    {"xiangguan", HINT_JUNK},   {"zhengwen", HINT_CONTENT}, {"zoom", HINT_CONTENT},
};

static char lower(char c)
{
    return c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
}

static bool is_letter(char c)
{
    return lower(c) >= 'a' && lower(c) <= 'z';
}

static unsigned hint_of_word(const char *word, size_t len)
{
    for (size_t i = 0; i < ARRAY_SIZE(words); i++) {
        const char *row = words[i].word;
        if (row[0] != word[0])
            continue;
        size_t size = strlen(row);
        bool is_prefix = row[size - 1] == '*';
        size -= is_prefix;
        if ((is_prefix ? len >= size : len == size) && memcmp(word, row, size) == 0)
            return words[i].hint;
    }
    return 0;
}

static unsigned hint_of_names(Str names)
{
    unsigned hints = 0;
    char word[WORD_MAX_BYTES];
    size_t len = 0;
    for (size_t i = 0; i <= names.len; i++) {
        char c = i < names.len ? names.data[i] : ' ';
        bool is_start = c >= 'A' && c <= 'Z' && i > 0 && names.data[i - 1] >= 'a' &&
                        names.data[i - 1] <= 'z';
        if ((!is_letter(c) || is_start) && len) {
            hints |= hint_of_word(word, len);
            len = 0;
        }
        if (is_letter(c) && len < sizeof(word))
            word[len++] = lower(c);
    }
    return hints;
}

static unsigned hint_of_role(Str role)
{
    static const HintWord roles[] = {
        {"main", HINT_CONTENT}, {"article", HINT_CONTENT},    {"navigation", HINT_JUNK},
        {"banner", HINT_JUNK},  {"complementary", HINT_JUNK}, {"contentinfo", HINT_JUNK},
        {"search", HINT_JUNK},  {"dialog", HINT_JUNK},        {"alertdialog", HINT_JUNK},
        {"menu", HINT_JUNK},    {"menubar", HINT_JUNK},       {"toolbar", HINT_JUNK},
        {"tablist", HINT_JUNK},
    };
    for (size_t i = 0; role.len && i < ARRAY_SIZE(roles); i++)
        if (words_contain(role, str_from(roles[i].word)))
            return roles[i].hint;
    return 0;
}

static unsigned hint_of_name(const xmlNode *element)
{
    static const HintWord names[] = {
        {"article", HINT_CONTENT}, {"main", HINT_CONTENT}, {"nav", HINT_JUNK},
        {"aside", HINT_JUNK},      {"footer", HINT_JUNK},
    };
    for (size_t i = 0; i < ARRAY_SIZE(names); i++)
        if (strcmp((const char *)element->name, names[i].word) == 0)
            return names[i].hint;
    return 0;
}

unsigned hint_of(const xmlNode *element)
{
    unsigned hints = hint_of_name(element);
    if (!element->properties)
        return hints;
    Str class = xml_get_attribute(element, "class"),
        id = xml_get_attribute(element, "id");
    hints |= hint_of_names(class) | hint_of_names(id);
    /* A column at the right; align-right and pull-right are only looks. */
    if (words_contain(class, STR("right")) || str_is_equal_nocase(id, STR("right")))
        hints |= strcmp((const char *)element->name, "div") == 0 ? HINT_JUNK : 0;
    hints |= hint_of_role(xml_get_attribute(element, "role"));
    Str property = xml_get_attribute(element, "itemprop");
    if (words_contain(property, STR("articleBody")) ||
        words_contain(property, STR("text")))
        hints |= HINT_BODY;
    if (words_contain(property, STR("comment")))
        hints |= HINT_COMMENT;
    return hints;
}
