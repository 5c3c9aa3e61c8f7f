/* Web page furniture in plain text: hidden, never deleted.
 *
 * Breadcrumbs, rows of sources and editors, menus, advertisements and footers stand at
 * the ends of a capture. Only lines there are judged, by what they say; a line of
 * prose or with a heading's marker is never hidden. Only a line that calls to click here
 * is what it is anywhere.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "clean/pass.h"

#include <stdlib.h>

#define PROSE_HAN 40
#define MENU_COLUMNS_MAX 20
/* Longer lines of a menu are left: titles look like them. */
#define MENU_ENTRY_COLUMNS 14
#define MENU_LINES_MIN 8
#define FOOT_COLUMNS_MAX 60
#define CALL_MAX_BYTES 120
#define CALL_WORD_BYTES 24
#define END_SHARE 10     /* the first and last tenth … */
#define END_LINES_MIN 24 /* … and at least as many lines */
#define END_LINES_MAX 400

typedef enum Verdict {
    VERDICT_NONE,
    VERDICT_MENU, /* one entry of one, if its neighbours are too */
    VERDICT_SITE, /* breadcrumb, source row, footer */
    VERDICT_SPAM, /* advertisement */
} Verdict;

/* Where in the document a line stands; the less likely furniture is there, the more a
 * line must say. */
typedef enum Place {
    PLACE_INNER, /* before the first or behind the last prose: menus only */
    PLACE_TOP,   /* the first line */
    PLACE_HEAD,  /* in the first tenth */
    PLACE_FOOT,  /* in the last tenth */
} Place;

/* ---- words ------------------------------------------------------------- */

/* Words that a row of page data is made of; two of them make one. */
static const char *const data_words[] = {
    "来源:",    "来源：",   "來源:",    "來源：",   "编辑:",    "编辑：",   "編輯：",
    "发布时间", "發布時間", "更新时间", "识别码",   "点击:",    "点击：",   "點擊:",
    "點擊：",   "点击数",   "浏览次数", "阅读次数", "人气",     "字体:",    "字号",
    "作者:",    "作者：",   "责任编辑", "打印本页", "关闭窗口", "收藏本文",
};
/* Nobody but a site says these. */
static const char *const owner_words[] = {
    "版权所有", "版權所有", "Copyright", "All Rights Reserved",
    "ICP备",    "ICP证",    "公网安备",  "网站地图",
    "设为首页", "加入收藏", "返回顶部",
};
/* Any of these makes a short line near the foot one of the site's. */
static const char *const foot_words[] = {
    "友情链接",   "相关热词", "相關熱詞", "返回首页", "免责声明", "联系我们", "上一篇",
    "下一篇",     "相关推荐", "相关阅读", "推荐阅读", "扫一扫",   "举报中心", "分享到",
    "许可证编号", "往期推荐", "往期回顾", "往期精选", "往期精彩",
};
static const char *const spam_words[] = {
    "禁止外传", "仅供学习", "订阅立享", "倒卖",
    "免费下载", "加微信",   "在线观看", "在线播放",
};
/* Two of these make an advertisement, and so does QQ with its number. */
static const char *const weak_spam_words[] = {
    "QQ", "会员", "公众号", "微信", "免费", "咨询", "资料", "电话",
};
/* One of these must be among the entries of a menu. */
static const char *const menu_anchors[] = {"首页", "登录", "注册", "设为首页", "English"};
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
                 c == 0x2192 || c == 0x3009;
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

/* >>>点击查看全文<<<: the signs in front are skipped. */
static bool is_call(Str text)
{
    static const char *const verbs[] = {
        "查看", "阅读", "閱讀", "进入", "進入", "下载", "下載", "播放", "收听",
        "购买", "關注", "关注", "订阅", "訂閱", "这里", "此处", "链接", "图片",
        "收藏", "分享", "观看", "领取", "放大", "加载", "展开", "了解", "报名",
    };
    static const char *const whole[] = {"查看更多", "阅读全文", "展开全文", "查看原文",
                                        "阅读原文", "閱讀全文", "更多内容", "更多精彩"};
    /* Below each heading of an encyclopedia. */
    static const char *const buttons[] = {"播报", "播报编辑", "编辑播报"};
    for (size_t i = 0; i < ARRAY_SIZE(buttons); i++)
        if (str_is_equal(text, str_from(buttons[i])))
            return true;
    if (text.len > CALL_MAX_BYTES)
        return false;
    size_t off = 0;
    while (off < text.len) {
        size_t next = off;
        char32_t c = utf8_next(text, &next);
        if (!text_is_punctuation(c) && !text_is_space(c))
            break;
        off = next;
    }
    Str rest = str_slice(text, off, text.len);
    bool has_signs = off > 0;
    for (size_t i = 0; i < ARRAY_SIZE(whole); i++)
        if (str_has_prefix(rest, str_from(whole[i])))
            return has_signs || rest.len <= CALL_WORD_BYTES;
    bool is_click =
        str_has_prefix(rest, STR("点击")) || str_has_prefix(rest, STR("點擊"));
    Str behind = str_slice(rest, STR("点击").len, rest.len);
    for (size_t i = 0; is_click && i < ARRAY_SIZE(verbs); i++)
        if (str_has_prefix(behind, str_from(verbs[i])))
            return !line_measure(text).has_sentence_end;
    return false;
}

/* 点击上方蓝字关注我们, 长按二维码关注: what accounts put around their texts. */
static bool is_wooing(Str text)
{
    static const char *const starts[] = {"点击", "點擊", "长按", "扫码", "扫描", "识别"};
    static const char *const ends[] = {"关注", "關注",   "蓝字",
                                       "星标", "公众号", "二维码"};
    bool is_start = false;
    for (size_t i = 0; i < ARRAY_SIZE(starts); i++)
        is_start |= str_has_prefix(text, str_from(starts[i]));
    return is_start && text.len <= CALL_MAX_BYTES && COUNT_WORDS(text, ends);
}

/* A line that is an address and next to nothing else: what browsers print below a page.
 */
static bool is_address(Str text)
{
    static const char *const starts[] = {"http://", "https://", "www."};
    for (size_t i = 0; i < ARRAY_SIZE(starts); i++) {
        size_t at = str_find(text, str_from(starts[i]), 0);
        if (at == STR_NONE || at > 24)
            continue;
        size_t end = at;
        while (end < text.len && text.data[end] > ' ')
            end++;
        return (end - at) * 3 >= text.len * 2;
    }
    return false;
}

static bool has_date_or_time(Str text)
{
    size_t digits = 0;
    for (size_t i = 0; i < text.len; i++)
        digits += text.data[i] >= '0' && text.data[i] <= '9';
    return digits >= 6;
}

static bool is_spam(Str text)
{
    size_t qq = str_find(text, STR("QQ"), 0);
    bool has_number = qq != STR_NONE && qq + 2 < text.len && text.data[qq + 2] >= '0' &&
                      text.data[qq + 2] <= '9';
    return has_number || COUNT_WORDS(text, spam_words) ||
           COUNT_WORDS(text, weak_spam_words) >= 2;
}

/* What the line says by itself near an end of the document. */
static Verdict judge_words(Str text, const LineFacts *facts, Place place)
{
    size_t data = COUNT_WORDS(text, data_words);
    if (is_breadcrumb(text) || data >= 2 || (data && has_date_or_time(text)) ||
        is_call(text) || is_address(text))
        return VERDICT_SITE;
    if (facts->han < PROSE_HAN && is_spam(text))
        return VERDICT_SPAM;
    if (facts->has_sentence_end)
        return VERDICT_NONE;
    if (is_wooing(text))
        return VERDICT_SITE;
    bool is_foot = place == PLACE_FOOT && facts->columns <= FOOT_COLUMNS_MAX &&
                   COUNT_WORDS(text, foot_words);
    if (is_foot || COUNT_WORDS(text, owner_words) || str_is_equal(text, STR("TOP")))
        return VERDICT_SITE;
    bool is_row = count_separators(text) >= 3 &&
                  (place == PLACE_TOP || COUNT_WORDS(text, menu_words));
    return is_row ? VERDICT_SITE : VERDICT_NONE;
}

static Verdict judge(Str text, const LineFacts *facts, Place place)
{
    if ((facts->han >= PROSE_HAN && facts->has_sentence_end) ||
        (line_has_marker(text) && !str_has_prefix(text, STR("【"))))
        return VERDICT_NONE;
    Verdict verdict = VERDICT_NONE;
    if (place != PLACE_INNER)
        verdict = judge_words(text, facts, place);
    else if (is_call(text))
        verdict = VERDICT_SITE;
    bool is_entry = facts->columns <= MENU_COLUMNS_MAX && !facts->has_sentence_end &&
                    !facts->has_comma && !line_ends_sentence(text);
    return verdict == VERDICT_NONE && is_entry ? VERDICT_MENU : verdict;
}

bool line_has_site_words(Str line)
{
    return is_breadcrumb(line) || is_call(line) || is_address(line) ||
           COUNT_WORDS(line, data_words) || COUNT_WORDS(line, owner_words) ||
           COUNT_WORDS(line, foot_words) || COUNT_WORDS(line, spam_words) ||
           COUNT_WORDS(line, menu_anchors) || count_separators(line) >= 2;
}

/* ---- an end of the document -------------------------------------------- */

/* Lines at each end that are judged by their words. */
static size_t get_zone(const Draft *draft)
{
    return MIN(MAX(draft->block_count / END_SHARE, END_LINES_MIN), END_LINES_MAX);
}

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
    end->hidden += hide_block(end->draft, end->start + i, CLEAN_FURNITURE);
}

/* A run of short lines is a menu if there are many and some are words of menus. */
static void hide_menus(End *end)
{
    for (size_t i = 0; i < end->count;) {
        size_t run = i, words = 0, anchors = 0;
        for (; run < end->count && end->verdicts[run] != VERDICT_NONE; run++) {
            words += COUNT_WORDS(end_get_text(end, run), menu_words) > 0;
            anchors += COUNT_WORDS(end_get_text(end, run), menu_anchors) > 0;
        }
        /* The last line above the text may be its title, however short. */
        size_t last = run < end->count ? run - 1 : run;
        if (run - i >= MENU_LINES_MIN && words >= 2 && anchors)
            for (size_t line = i; line < last; line++)
                if (line_measure(end_get_text(end, line)).columns <= MENU_ENTRY_COLUMNS)
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

static Place find_place(const Draft *draft, size_t block)
{
    size_t zone = get_zone(draft), count = draft->block_count;
    if (block == 0)
        return PLACE_TOP;
    if (block < zone && block < count - block)
        return PLACE_HEAD;
    return block + zone >= count ? PLACE_FOOT : PLACE_INNER;
}

static size_t judge_end(Draft *draft, size_t start, size_t count)
{
    End end = {.draft = draft, .start = start, .count = count};
    end.verdicts = mem_alloc_array(count, sizeof(*end.verdicts));
    for (size_t i = 0; i < count; i++) {
        Str text = end_get_text(&end, i);
        LineFacts facts = line_measure(text);
        if (draft->blocks[start + i].kind == BLOCK_PARAGRAPH)
            end.verdicts[i] = judge(text, &facts, find_place(draft, start + i));
    }
    for (size_t i = 0; i < count; i++)
        if (end.verdicts[i] >= VERDICT_SITE || is_named_in_spam(&end, i))
            hide(&end, i);
    hide_menus(&end);
    hide_between_spam(&end);
    free(end.verdicts);
    return end.hidden;
}

/* ---- the pass ---------------------------------------------------------- */

static bool is_prose(const Draft *draft, size_t block)
{
    LineFacts facts = line_measure(draft->blocks[block].text);
    return facts.han >= PROSE_HAN && facts.has_sentence_end;
}

size_t clean_furniture(Draft *draft, PassContext *context)
{
    (void)context;
    size_t count = draft->block_count, zone = get_zone(draft);
    /* Menus of large sites reach down to the first prose, lists of links up to the
     * last. */
    size_t head = MIN(zone, count), foot = count - head;
    while (head < MIN(count, END_LINES_MAX) && !is_prose(draft, head))
        head++;
    while (foot > head && count - foot < END_LINES_MAX && !is_prose(draft, foot - 1))
        foot--;
    foot = MAX(foot, head);
    size_t hidden = judge_end(draft, 0, head) + judge_end(draft, foot, count - foot);
    for (size_t i = head; i < foot; i++)
        if (draft->blocks[i].kind == BLOCK_PARAGRAPH && is_call(draft->blocks[i].text))
            hidden += hide_block(draft, i, CLEAN_FURNITURE);
    return hidden;
}
