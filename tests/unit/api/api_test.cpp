#include "hub/api/api.hpp"

#include <algorithm>
#include <set>

#include <boost/json.hpp>

#include "common/http/client.hpp"
#include "tests/support/door.hpp"
#include "tests/support/temp_folder.hpp"

namespace saldo::api {
namespace {

/// Answers that repeat what they were asked.
class Echo : public Answers {
public:
    Result<book::Page> balances(const Question& question) const override {
        return page("balances", question);
    }
    Result<book::Page> lots(const Question& question) const override {
        return page("lots", question);
    }
    Result<book::Page> discharges(const Question&) const override {
        return Error{Errc::unavailable, "the log is being read"};
    }
    Result<book::Page> stock(const Question&) const override {
        return Error{Errc::not_found, "no such company"};
    }
    Result<book::Page> alerts(const Question&) const override {
        return Error{Errc::unsupported, "not yet"};
    }
    Result<book::Page> explain(const Question& question) const override {
        return page("explain", question);
    }
    Result<ChainPage> chain(const ChainQuestion& question) const override {
        if (question.agent != "gna-tij1") return Error{Errc::not_found, "no such agent"};
        ChainPage page{.epoch = question.epoch.value_or(3), .rows = {}, .next = {}};
        for (std::uint64_t n = question.from; n <= question.to.value_or(4); ++n) {
            if (page.rows.size() == question.limit) {
                page.next = n;
                break;
            }
            page.rows.push_back({.sequence = n, .hash = sha256(as_bytes(std::to_string(n)))});
        }
        return page;
    }
    std::uint64_t known_up_to() const override { return 41; }

private:
    static Result<book::Page> page(std::string what, const Question& question) {
        book::Table table{.columns = {{"n", true, true}, {"what"}, {"company"}, {"as_of"}}};
        for (int n = 1; n <= 3; ++n) {
            table.rows.push_back({std::to_string(n), what, question.company,
                                  question.as_of ? format_date(*question.as_of) : ""});
        }
        return book::page_of(std::move(table), question.limit, question.cursor);
    }
};

struct Api {
    Echo answers;
    http::Router router;
    std::optional<test::Door> door;
    Api() {
        add_api_routes(router, answers, "0.1.0");
        door.emplace(router);
        door->open();
    }
    http::Answer get(const std::string& target) {
        auto answer = http::request({.port = door->port()}, "GET", target);
        REQUIRE(answer);
        return *answer;
    }
};

}  // namespace

TEST_CASE("the API answers with rows, what was known and the next page", "[api]") {
    Api api;
    const auto answer = api.get("/api/v1/lots?company=AAA010101AAA&asOf=2026-03-01&limit=2");
    CHECK(answer.status == 200);
    CHECK(answer.content_type == "application/json");
    CHECK(answer.body ==
          "{\"asKnownAt\":\"41\",\"columns\":[{\"id\":\"n\",\"number\":true,\"key\":true},"
          "{\"id\":\"what\"},{\"id\":\"company\"},{\"id\":\"as_of\"}],\"rows\":["
          "{\"n\":\"1\",\"what\":\"lots\",\"company\":\"AAA010101AAA\",\"as_of\":\"2026-03-01\"},\n"
          "{\"n\":\"2\",\"what\":\"lots\",\"company\":\"AAA010101AAA\",\"as_of\":\"2026-03-01\"}],"
          "\"next\":\"32\"}\n");
    const auto last = boost::json::parse(api.get("/api/v1/lots?limit=2&cursor=32").body);
    CHECK(last.at("rows").as_array().size() == 1);
    CHECK(last.at("next").as_string().empty());
    CHECK_THAT(api.get("/api/v1/lots?asKnownAt=7").body, Catch::StartsWith("{\"asKnownAt\":\"7\""));
    CHECK_THAT(api.get("/api/v1/lots?asKnownAt=2026-03-01T00:00:00%2B01:00").body,
               Catch::StartsWith("{\"asKnownAt\":\"2026-02-28T23:00:00.000Z\""));
    CHECK(api.get("/api/v1/version").body ==
          "{\"program\":\"saldo-hub\",\"version\":\"0.1.0\",\"asKnownAt\":\"41\"}\n");
}

TEST_CASE("the chain of a plant's journal is given page by page", "[api]") {
    Api api;
    const auto first = api.get("/api/v1/plants/gna-tij1/chain?from=1&to=4&limit=2");
    CHECK(first.status == 200);
    const std::string one = to_hex(sha256(as_bytes("1")));
    CHECK_THAT(first.body, Catch::StartsWith("{\"plant\":\"gna-tij1\",\"epoch\":\"3\",\"from\":"
                                             "\"1\",\"to\":\"2\",\"rows\":[[\"1\",\"" +
                                             one + "\"],"));
    CHECK(boost::json::parse(first.body).at("next").as_string() == "3");
    const auto last =
        boost::json::parse(api.get("/api/v1/plants/gna-tij1/chain?from=3&to=4&epoch=7").body);
    CHECK(last.at("epoch").as_string() == "7");
    CHECK(last.at("rows").as_array().size() == 2);
    CHECK(last.at("rows").at(1).at(0).as_string() == "4");
    CHECK(last.at("next").as_string().empty());
    const auto none = boost::json::parse(api.get("/api/v1/plants/gna-tij1/chain?from=9").body);
    CHECK(none.at("rows").as_array().empty());
    CHECK(none.at("to").as_string().empty());
}

TEST_CASE("an unchanged answer is not sent twice", "[api]") {
    Api api;
    const auto first = api.get("/api/v1/balances");
    const auto tag = http::find_field(first.fields, "ETag");
    REQUIRE(tag);
    const auto again = http::request({.port = api.door->port()}, "GET", "/api/v1/balances", {}, {},
                                     {{"If-None-Match", std::string{*tag}}});
    REQUIRE(again);
    CHECK(again->status == 304);
    CHECK(again->body.empty());
}

TEST_CASE("what is wrong with a question is named", "[api]") {
    Api api;
    struct Case {
        std::string target;
        int status;
        std::string says;
    };
    const auto c = GENERATE(values<Case>({
        {"/api/v1/lots?compny=x", 400, "has no parameter 'compny'"},
        {"/api/v1/lots?as-of=2026-03-01", 400, "has no parameter 'as-of'"},
        {"/api/v1/lots?ref=x", 400, "has no parameter 'ref'"},
        {"/api/v1/lots?asOf=yesterday", 400, "parameter 'asOf'"},
        {"/api/v1/lots?asOf=2026-02-30", 400, "parameter 'asOf'"},
        {"/api/v1/lots?asKnownAt=2026-03-01T00:00:00", 400, "parameter 'asKnownAt'"},
        {"/api/v1/lots?limit=1000", 200, "\"rows\""},
        {"/api/v1/lots?limit=1001", 400, "'1001' is not within 1 and 1000"},
        {"/api/v1/lots?limit=0", 400, "'0' is not within 1 and 1000"},
        {"/api/v1/lots?all=maybe", 400, "parameter 'all'"},
        {"/api/v1/lots?company=a&company=b", 400, "'company' stands twice"},
        {"/api/v1/lots?cursor=xyz", 400, "is no cursor"},
        {"/api/v1/lots?cursor=ffff", 409, "begin again"},
        {"/api/v1/lots?company=%ff", 400, "target.malformed"},
        {"/api/v1/explain", 400, "parameter.missing"},
        {"/api/v1/explain?ref=25-190-8005-5000001", 200, "explain"},
        {"/api/v1/discharges", 503, "the log is being read"},
        {"/api/v1/stock", 404, "no such company"},
        {"/api/v1/alerts", 501, "not yet"},
        {"/api/v1/nothing", 404, "path.unknown"},
        {"/api/v1/plants/nobody/chain", 404, "no such agent"},
        {"/api/v1/plants/gna-tij1/chain?from=x", 400, "parameter 'from': 'x' is no number"},
        {"/api/v1/plants/gna-tij1/chain?epoch=0", 400, "parameter 'epoch'"},
        {"/api/v1/plants/gna-tij1/chain?epoch=4294967296", 400, "parameter 'epoch'"},
        {"/api/v1/plants/gna-tij1/chain?from=3&to=2", 400, "'to' lies before 'from'"},
        {"/api/v1/plants/gna-tij1/chain?limit=1001", 400, "'1001' is not within 1 and 1000"},
        {"/api/v1/plants/gna-tij1/chain?from=1&from=2", 400, "'from' stands twice"},
        {"/api/v1/plants/gna-tij1/chain?since=1", 400, "has no parameter 'since'"},
        {"/api/v1/plants/gna-tij1", 404, "path.unknown"},
    }));
    INFO(c.target);
    const auto answer = api.get(c.target);
    CHECK(answer.status == c.status);
    CHECK_THAT(answer.body, Catch::Contains(c.says));
    if (c.status != 200) CHECK(answer.content_type == "application/problem+json");
}

TEST_CASE("a command's flags ask the same question", "[api]") {
    using Given = std::vector<std::pair<std::string, std::string>>;
    const Given given{{"company", "R"}, {"as-of", "2026-03-01"}, {"all", ""}, {"as-known", "9"}};
    const auto question = parse_question(given, 10);
    REQUIRE(question);
    CHECK(question->company == "R");
    CHECK(format_date(*question->as_of) == "2026-03-01");
    CHECK(question->all);
    CHECK(question->as_known == KnownAt{std::uint64_t{9}});
    CHECK(parse_question(Given{{"asOf", "2026-03-01"}, {"as-of", "2026-03-01"}}, 10).has_error());
    CHECK(parse_question(Given{{"colour", "red"}}, 10).has_error());
}

TEST_CASE("the OpenAPI document states exactly the routes and parameters there are", "[api]") {
    const auto document = boost::json::parse(openapi_document());
    CHECK(document.at("openapi").as_string() == "3.1.0");
    std::set<std::string> documented;
    for (const auto& path : document.at("paths").as_object()) documented.emplace(path.key());
    std::set<std::string> routed;
    Api api;
    for (const auto& route : api.router.routes()) routed.insert(route.pattern);
    CHECK(documented == routed);

    // Each documented parameter is known to its route, and none that is not documented.
    const auto& parameters = document.at("components").at("parameters").as_object();
    for (const auto& path : document.at("paths").as_object()) {
        const auto& operation = path.value().at("get").as_object();
        if (!operation.contains("parameters")) continue;
        std::set<std::string> named;
        for (const auto& entry : operation.at("parameters").as_array()) {
            const std::string ref{entry.at("$ref").as_string()};
            named.insert(ref.substr(ref.rfind('/') + 1));
        }
        std::string target{path.key()};
        if (const auto at = target.find("{id}"); at != std::string::npos) {
            CHECK(named.erase("id") == 1);
            target.replace(at, 4, "gna-tij1");
        }
        for (const auto& parameter : parameters) {
            const std::string name{parameter.key()};
            CAPTURE(path.key(), name);
            const auto answer = api.get(target + "?" + name + "=!");
            const bool is_known = answer.body.find("parameter.unknown") == std::string::npos;
            CHECK(is_known == named.contains(name));
        }
        const std::string id{operation.at("operationId").as_string()};
        CHECK(document.at("components").at("responses").as_object().contains(id));
        CHECK(document.at("components").at("schemas").as_object().contains(id));
    }
}

}  // namespace saldo::api
