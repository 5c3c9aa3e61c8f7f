/* The main text of a page, and what the page says of itself.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "web_fixture.h"

static bool has_text(const Draft *draft, const char *text)
{
    for (size_t i = 0; i < draft->block_count; i++)
        if (str_find(draft->blocks[i].text, str_from(text), 0) != STR_NONE)
            return true;
    return false;
}

/* The prose and `kept` are in the text, `left_out` is not. */
static void assert_extracted(const char *page, const char *kept, const char *left_out)
{
    Draft *draft = read_page(page);
    assert_true(has_text(draft, "清晨"));
    assert_true(has_text(draft, "往事"));
    if (kept && !has_text(draft, kept))
        fail_msg("%s is missing", kept);
    if (left_out && has_text(draft, left_out))
        fail_msg("%s is there", left_out);
    draft_free(draft);
}

/* ---- the main text ----------------------------------------------------- */

static void furniture_is_left_out(void **state)
{
    (void)state;
    assert_extracted(
        "<div class=topNav><a href=/>首页</a> <a href=/b>新闻</a></div>"
        "<div>" PROSE "</div>"
        "<ul><li><a href=1>别的一篇文章的题目</a><li><a href=2>又一篇</a></ul>",
        NULL, "别的");
    assert_extracted("<div>" PROSE
                     "</div><div class=footer>版权所有，翻印必究，联系电话，"
                     "地址，邮编，某某公司。</div>",
                     NULL, "翻印");
    assert_extracted("<main>" PROSE
                     "<div class='article-share'>分享到：朋友圈</div></main>",
                     NULL, "朋友圈");
}

static void papers_that_are_attached_are_named(void **state)
{
    (void)state;
    assert_extracted("<div>" PROSE "<p>附件：<a href='P02.doc'>1. 管理办法</a><br>"
                     "<a href='down.jsp?id=3&amp;name=a.XLSX'>2. 申报表</a></p></div>",
                     "2. 申报表", NULL);
    assert_extracted("<div>" PROSE "<ul><li><a href='P01.pdf?v=2'>表格甲</a>"
                     "<li><a href='P02.pdf'>表格乙</a></ul></div>",
                     "表格乙", NULL);
    /* Beside the text, and not with the others that stand there. */
    const char *beside =
        "<div class=main><h1>题</h1><div>来源：某日报</div><div id=zoom>" PROSE
        "</div><div class=fj>附件：<ul><li><a href='P01.pdf'>表格甲</a></ul>"
        "</div><div>下一条：<a href=2>别处</a>，请看</div></div>";
    assert_extracted(beside, "表格甲", "请看");
    assert_extracted(beside, "附件", "日报");
    /* The same of pages is a list of pages. */
    assert_extracted("<div>" PROSE "<p>附件：<a href='P02.doc.html'>1. 管理办法</a><br>"
                     "<a href='b.html'>2. 申报表</a></p></div>",
                     NULL, "2. 申报表");
}

static void the_row_of_a_long_article_s_pages_is_left_out(void **state)
{
    (void)state;
    assert_extracted("<div>" PROSE "<div>上一页 <a href=1>1</a> 2 <a href=3>3</a> "
                     "<a href=3>下一页</a> <a href=9>尾页</a></div></div>",
                     NULL, "尾页");
}

static void a_column_of_teasers_is_left_out(void **state)
{
    (void)state;
    assert_extracted(
        "<div><div>" PROSE "</div><ul>"
        "<li><a "
        "href=1>第一篇的题目</a><p>摘要很长，有逗号，也有句号，还有别的标点，等等。</p>"
        "<li><a "
        "href=2>第二篇的题目</a><p>摘要很长，有逗号，也有句号，还有别的标点，等等。</p>"
        "<li><a "
        "href=3>第三篇的题目</a><p>摘要很长，有逗号，也有句号，还有别的标点，等等。</p>"
        "</ul></div>",
        NULL, "摘要");
}

static void comments_are_text_only_in_a_thread(void **state)
{
    (void)state;
    const char *comments = "<div class=comments><div class=comment><p>我觉得很好，谢谢，"
                           "楼上说得对，支持。</p></div></div>";
    StrBuf page = {0};
    strbuf_appendf(&page, "<body><article>%s</article>%s", PROSE, comments);
    assert_extracted(page.data, NULL, "支持");
    strbuf_reset(&page);
    strbuf_appendf(&page, "<title>题 - 某某论坛</title><body><div class=post>%s</div>%s",
                   PROSE, comments);
    assert_extracted(page.data, "支持", NULL);
    /* The page's own name is none of a post. */
    strbuf_reset(&page);
    strbuf_appendf(&page,
                   "<title>题 - 某某论坛</title><body id=forum class=pg_thread>"
                   "<div id=hd>首页 版块 帮助 手册 搜索 登录 注册 设置 排行 相册</div>"
                   "<div id=ct><div id=post_1>%s</div><div "
                   "id=post_2>我觉得很好，谢谢，楼上说得对，支持。</div></div>",
                   PROSE);
    assert_extracted(page.data, "支持", "版块");
    strbuf_clear(&page);
}

static void an_article_in_parts_is_whole(void **state)
{
    (void)state;
    assert_extracted(
        "<div id=nav><a href=/>首页</a></div><div><section><p>清晨，山路上没有人，"
        "只有风声，还有远处的水声。</p></section><section><h2>二</h2><p>他走了很久，"
        "才看见一座桥，桥边有一间小屋，门开着。</p></section><section><p>屋里的老人"
        "请他坐下，倒了一碗茶，慢慢地说起往事来。</p></section></div>",
        "二", "首页");
}

static void pages_of_lists_or_tables_are_read(void **state)
{
    (void)state;
    Draft *draft = read_page("<table><tr><td>甲</td><td>一</td></tr><tr><td>乙</td>"
                             "<td>二</td></tr></table>");
    assert_text(draft, "甲\t一|乙\t二");
    draft = read_page("<ul><li><a href=1>开端</a><li><a href=2>结局</a></ul>");
    assert_text(draft, "• 开端|• 结局");
    assert_text(read_page("<p>短</p>"), "短");
}

static void a_text_that_is_all_hidden_is_shown(void **state)
{
    (void)state;
    assert_extracted("<p>正在加载</p><div style='display:none'>" PROSE PROSE "</div>",
                     NULL, NULL);
}

static void text_that_is_data_only_is_read(void **state)
{
    (void)state;
    assert_extracted(
        "<script type='application/ld+json'>{\"@type\":\"Article\",\"articleBody\":"
        "\"清晨，山路上没有人，只有风声。\\n\\u4ed6走了很久，说起往事，\\\"好\\\"。\"}</"
        "script>"
        "<div id=app></div><p>载入</p>",
        "他走了很久，说起往事，\"好\"。", NULL);
}

/* ---- what the page says of itself -------------------------------------- */

typedef struct MetaCase {
    const char *page, *title, *author, *source, *date;
} MetaCase;

static void pages_tell_title_author_source_and_date(void **state)
{
    (void)state;
    static const MetaCase cases[] = {
        {"<title>山中的桥_文学频道_某某网</title>" PROSE, "山中的桥", "", "", ""},
        {"<title>文学频道 - 某某网</title><h1>山中的桥</h1>" PROSE, "山中的桥", "", "",
         ""},
        {"<title>山中的桥 - 某某网</title><h1>山中的桥</h1>" PROSE, "山中的桥", "", "",
         ""},
        {"<title>甲_乙网</title><meta property=og:title content='山中的桥_下'>" PROSE,
         "山中的桥_下", "", "", ""},
        {"<title>山中的桥</title><p>来源：某日报 作者：张三 2024-05-20 13:09</p>" PROSE,
         "山中的桥", "张三", "某日报", "2024-05-20 13:09"},
        {"<title>山中的桥</title><p>发布时间：2024年5月20日　来源：<a href=/>某日报</a>　"
         "浏览：25次</p>" PROSE,
         "山中的桥", "", "某日报", "2024年5月20日"},
        {"<title>山中的桥</title><meta name=author content=李四><meta name=PubDate "
         "content=2024-05-20><meta name=ContentSource content=某社>" PROSE,
         "山中的桥", "李四", "某社", "2024-05-20"},
        {"<title>山中的桥</title><meta property=article:published_time "
         "content=2024-05-22T07:16:06+08:00><meta name=author content=103553>" PROSE,
         "山中的桥", "", "", "2024-05-22 07:16"},
        {"<title>山中的桥</title><div><span>2024-07-01</span> <a "
         "href=/>今日要闻</a></div>"
         "<h1>山中的桥</h1><div><span>学习小组</span><em>2024-05-20 13:09</em>"
         "<em>北京</em></div>"
         "<p>清晨，山路上没有人，只有风声，还有远处的水声，他走了很久才看见一座桥。</"
         "p>" PROSE "<p>2024-06-01</p>",
         "山中的桥", "", "", "2024-05-20 13:09"},
    };
    for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
        Draft *draft = read_page(cases[i].page);
        const Str fields[] = {draft->title, draft->author, draft->source, draft->date};
        const char *wanted[] = {cases[i].title, cases[i].author, cases[i].source,
                                cases[i].date};
        for (size_t k = 0; k < ARRAY_SIZE(fields); k++)
            if (!str_is_equal(fields[k], str_from(wanted[k])))
                fail_msg("page %zu: \"%.*s\", not \"%s\"", i, STR_ARG(fields[k]),
                         wanted[k]);
        draft_free(draft);
    }
}

static void the_imprint_is_not_read_as_text(void **state)
{
    (void)state;
    assert_extracted("<div><p>来源：某日报 2024-05-20 13:09</p>" PROSE "</div>", NULL,
                     "某日报");
    /* Below it is the author's. */
    assert_extracted("<div>" PROSE "<p>来源：某日报，有改动。</p></div>", "某日报", NULL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(furniture_is_left_out),
        cmocka_unit_test(papers_that_are_attached_are_named),
        cmocka_unit_test(the_row_of_a_long_article_s_pages_is_left_out),
        cmocka_unit_test(a_column_of_teasers_is_left_out),
        cmocka_unit_test(comments_are_text_only_in_a_thread),
        cmocka_unit_test(an_article_in_parts_is_whole),
        cmocka_unit_test(pages_of_lists_or_tables_are_read),
        cmocka_unit_test(a_text_that_is_all_hidden_is_shown),
        cmocka_unit_test(text_that_is_data_only_is_read),
        cmocka_unit_test(pages_tell_title_author_source_and_date),
        cmocka_unit_test(the_imprint_is_not_read_as_text),
    };
    return cmocka_run_group_tests_name("web_extract", tests, NULL, NULL);
}
