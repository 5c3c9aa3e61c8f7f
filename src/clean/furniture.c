/* Web page furniture in plain text: hidden, never deleted.
 *
 * Breadcrumbs, rows of sources and editors, menus, advertisements and footers stand at
 * the ends of a capture. Only lines there are judged, by what they say; a line of
 * prose or with a heading's marker is never hidden.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "clean/pass.h"

#include <stdlib.h>

#define PROSE_HAN 40
#define MENU_COLUMNS_MAX 20
#define MENU_LINES_MIN 8
#define END_SHARE 10     /* the first and last tenth … */
#define END_LINES_MIN 24 /* … and at least as many lines */
#define END_LINES_MAX 400

typedef enum Verdict {
    VERDICT_NONE,
    VERDICT_MENU, /* one entry of one, if its neighbours are too */
    VERDICT_SITE, /* breadcrumb, source row, footer */
    VERDICT_SPAM, /* advertisement */
} Verdict;

/* ---- words ------------------------------------------------------------- */

/* Words that a row of page data is made of; two of them make one. */
static const char *const data_words[] = {
    "来源:",    "来源：",   "來源:",    "來源：",   "编辑:",    "编辑：",   "編輯：",
    "发布时间", "發布時間", "更新时间", "发表时间", "识别码",   "点击:",    "点击：",
    "點擊:",    "點擊：",   "点击数",   "浏览次数", "阅读次数", "人气",     "字体:",
    "字号",     "作者:",    "作者：",   "责任编辑", "打印本页", "关闭窗口", "收藏本文",
};
/* Any of these makes a short line one of the site's. */
static const char *const site_words[] = {
    "版权所有", "版權所有", "Copyright", "copyright", "All Rights Reserved",
    "ICP备",    "ICP证",    "公网安备",  "友情链接",  "相关热词",
    "相關熱詞", "返回顶部", "返回首页",  "免责声明",  "联系我们",
    "设为首页", "加入收藏", "上一篇",    "下一篇",    "阅读下一篇",
    "相关推荐", "相关阅读", "推荐阅读",  "扫一扫",    "许可证编号",
    "举报中心", "分享到",   "网站地图",
};
static const char *const spam_words[] = {
    "QQ",       "会员",   "禁止外传", "仅供学习", "订阅立享", "倒卖",
    "免费下载", "加微信", "公众号",   "咨询电话", "在线观看", "在线播放",
};
static const char *const menu_words[] = {
    "首页", "登录",   "注册", "新闻", "视频",    "财经",     "体育",     "下载",
    "论坛", "客户端", "搜索", "博客", "English", "联系我们", "关于我们", "繁體",
};
static const char *const crumb_starts[] = {
    "首页",         "首頁",     "当前位置", "當前位置", "您的位置",
    "您现在的位置", "你的位置", "您在这里", "位置：",
};

static size_t count_words(Str text, const char *const *words, size_t count)
{
    size_t found = 0;
    for (size_t i = 0; i < count; i++)
        found += str_find(text, str_from(words[i]), 0) != STR_NONE;
    return found;
}
#define COUNT_WORDS(text, words) count_words(text, words, ARRAY_SIZE(words))

/* ---- one line ---------------------------------------------------------- */

static size_t count_separators(Str text)
{
    size_t count = 0;
    for (size_t off = 0; off < text.len;) {
        char32_t c = utf8_next(text, &off);
        count += c == '>' || c == '|' || c == 0xFF5C || c == 0xBB || c == 0x203A ||
                 c == 0x2192 || c == '/' || c == 0x3009;
    }
    return count;
}

static bool has_separator_of_path(Str text)
{
    static const char *const separators[] = {">", "»", "›", "→", " / ", "－", " - "};
    return COUNT_WORDS(text, separators) > 0;
}

static bool is_breadcrumb(Str text)
{
    for (size_t i = 0; i < ARRAY_SIZE(crumb_starts); i++)
        if (str_has_prefix(text, str_from(crumb_starts[i])))
            return has_separator_of_path(text);
    return false;
}

static bool has_date_or_time(Str text)
{
    size_t digits = 0;
    for (size_t i = 0; i < text.len; i++)
        digits += text.data[i] >= '0' && text.data[i] <= '9';
    return digits >= 6;
}

/* `is_outermost`: the line is the first or among the last. */
static Verdict judge(Str text, const LineFacts *facts, bool is_outermost)
{
    if (facts->han >= PROSE_HAN && facts->has_sentence_end)
        return VERDICT_NONE;
    if (line_has_marker(text) && !str_has_prefix(text, STR("【")))
        return VERDICT_NONE;
    if (is_breadcrumb(text))
        return VERDICT_SITE;
    size_t data = COUNT_WORDS(text, data_words);
    if (facts->han < PROSE_HAN && (data >= 2 || (data && has_date_or_time(text))))
        return VERDICT_SITE;
    if (COUNT_WORDS(text, site_words) || str_is_equal(text, STR("TOP")))
        return facts->has_sentence_end ? VERDICT_NONE : VERDICT_SITE;
    if (COUNT_WORDS(text, spam_words) && facts->han < PROSE_HAN)
        return VERDICT_SPAM;
    if (count_separators(text) >= 3 && !facts->has_sentence_end &&
        (is_outermost || COUNT_WORDS(text, menu_words)))
        return VERDICT_SITE;
    if (facts->columns <= MENU_COLUMNS_MAX && !facts->has_sentence_end &&
        !facts->has_comma && !line_ends_sentence(text))
        return VERDICT_MENU;
    return VERDICT_NONE;
}

/* ---- an end of the document -------------------------------------------- */

/* The lines [start, end) at one end; verdicts[i] belongs to line start + i. */
typedef struct End {
    Draft *draft;
    size_t start, count;
    Verdict *verdicts;
    size_t hidden;
} End;

static Str end_get_text(const End *end, size_t i)
{
    return end->draft->blocks[end->start + i].text;
}

static void hide(End *end, size_t i)
{
    DraftBlock *block = &end->draft->blocks[end->start + i];
    if (block->flags & BLOCK_HIDDEN)
        return;
    block->flags |= BLOCK_HIDDEN;
    end->hidden++;
    draft_add_edit(end->draft, end->start + i, 0, STR(""), STR(""), CLEAN_FURNITURE);
}

/* A run of short lines is a menu if there are many and some are words of menus. */
static void hide_menus(End *end)
{
    for (size_t i = 0; i < end->count;) {
        size_t run = i, words = 0;
        for (; run < end->count && end->verdicts[run] != VERDICT_NONE; run++)
            words += COUNT_WORDS(end_get_text(end, run), menu_words) > 0;
        if (run - i >= MENU_LINES_MIN && words >= 2)
            for (size_t line = i; line < run; line++)
                hide(end, line);
        i = MAX(run, i + 1);
    }
}

/* Is the line named in an advertisement, as its sender is? */
static bool is_named_in_spam(const End *end, size_t i)
{
    Str text = end_get_text(end, i);
    if (text.len < 12)
        return false;
    for (size_t other = 0; other < end->count; other++)
        if (other != i && end->verdicts[other] == VERDICT_SPAM &&
            str_find(end_get_text(end, other), text, 0) != STR_NONE)
            return true;
    return false;
}

/* Advertisements come in one piece, without blank lines; what stands between two lines
 * of one belongs to it. A single line between is left alone: it may be the title. */
static void hide_between_spam(End *end)
{
    size_t last = SIZE_MAX;
    for (size_t i = 0; i < end->count; i++) {
        if (i && end->draft->blocks[end->start + i].flags & BLOCK_BLANK_BEFORE)
            last = SIZE_MAX;
        if (end->verdicts[i] != VERDICT_SPAM)
            continue;
        if (last != SIZE_MAX && i - last > 2 && i - last < 6)
            for (size_t between = last + 1; between < i; between++)
                if (end->verdicts[between] == VERDICT_MENU ||
                    line_measure(end_get_text(end, between)).han < 20)
                    hide(end, between);
        last = i;
    }
}

static void judge_end(Draft *draft, size_t start, size_t count, size_t *hidden)
{
    End end = {.draft = draft, .start = start, .count = count};
    end.verdicts = mem_alloc_array(count, sizeof(*end.verdicts));
    for (size_t i = 0; i < count; i++) {
        Str text = end_get_text(&end, i);
        LineFacts facts = line_measure(text);
        bool is_outermost = start + i == 0 || start + i + 3 > draft->block_count;
        if (draft->blocks[start + i].kind == BLOCK_PARAGRAPH)
            end.verdicts[i] = judge(text, &facts, is_outermost);
    }
    for (size_t i = 0; i < count; i++)
        if (end.verdicts[i] >= VERDICT_SITE || is_named_in_spam(&end, i))
            hide(&end, i);
    hide_menus(&end);
    hide_between_spam(&end);
    *hidden += end.hidden;
    free(end.verdicts);
}

/* ---- repeated titles --------------------------------------------------- */

static size_t find_visible(const Draft *draft, size_t from, size_t end)
{
    while (from < end && draft->blocks[from].flags & BLOCK_HIDDEN)
        from++;
    return from;
}

static bool is_repeat(const Draft *draft, size_t title, size_t other)
{
    return !(draft->blocks[other].flags & BLOCK_HIDDEN) &&
           str_is_equal(draft->blocks[title].text, draft->blocks[other].text);
}

/* A capture has the title of the window, of the page and of the text, and some sites
 * put it below once more. Only where furniture was found is it a capture. */
static size_t hide_repeated_title(Draft *draft)
{
    size_t count = draft->block_count, hidden = 0;
    size_t title = find_visible(draft, 0, count);
    if (title == count)
        return 0;
    Str text = draft->blocks[title].text;
    if (text.len < 12 || line_has_marker(text) || line_measure(text).has_sentence_end)
        return 0;
    size_t foot = count; /* behind it all is furniture */
    while (foot && (draft->blocks[foot - 1].flags & BLOCK_HIDDEN ||
                    is_repeat(draft, title, foot - 1)))
        foot--;
    for (size_t i = title + 1; i < count; i++) {
        bool is_near = i < title + 5 || i >= foot;
        if (!is_near || !is_repeat(draft, title, i))
            continue;
        draft->blocks[i].flags |= BLOCK_HIDDEN;
        draft_add_edit(draft, i, 0, STR(""), STR(""), CLEAN_FURNITURE);
        hidden++;
    }
    return hidden;
}

/* ---- the pass ---------------------------------------------------------- */

size_t clean_furniture(Draft *draft)
{
    size_t count = draft->block_count, hidden = 0;
    size_t zone = count / END_SHARE;
    zone = MIN(MAX(zone, END_LINES_MIN), END_LINES_MAX);
    if (zone * 2 >= count) {
        judge_end(draft, 0, count, &hidden);
    } else {
        judge_end(draft, 0, zone, &hidden);
        judge_end(draft, count - zone, zone, &hidden);
    }
    return hidden ? hidden + hide_repeated_title(draft) : 0;
}
