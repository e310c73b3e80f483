#include "hub/outside/courier.hpp"

#include <array>
#include <map>
#include <mutex>
#include <thread>
#include <utility>

#include <curl/curl.h>

#include "common/base/check.hpp"

namespace saldo::hub {
namespace {

constexpr int poll_ms = 1'000;

struct FreeList {
    void operator()(curl_slist* list) const { curl_slist_free_all(list); }
};
using List = std::unique_ptr<curl_slist, FreeList>;

void add(List& list, const std::string& text) {
    curl_slist* longer = curl_slist_append(list.get(), text.c_str());
    SALDO_CHECK(longer != nullptr);
    (void)list.release();
    list.reset(longer);
}

struct FreeEasy {
    void operator()(CURL* handle) const { curl_easy_cleanup(handle); }
};

/// One parcel on its way. Stays at its place: curl keeps pointers into it.
struct Trip {
    std::uint64_t id = 0;
    Parcel parcel;
    std::size_t sent = 0;  // bytes of a letter
    std::size_t answer_bytes_max = 0;
    std::string answer;
    std::array<char, CURL_ERROR_SIZE> error{};
    List head;
    List to;
    std::unique_ptr<CURL, FreeEasy> handle;
};

std::size_t on_answer(const char* bytes, std::size_t one, std::size_t count, void* trip_of) {
    auto& trip = *static_cast<Trip*>(trip_of);
    if (trip.answer.size() + one * count > trip.answer_bytes_max) return 0;  // ends the transfer
    trip.answer.append(bytes, one * count);
    return one * count;
}

std::size_t on_letter(char* buffer, std::size_t one, std::size_t count, void* trip_of) {
    auto& trip = *static_cast<Trip*>(trip_of);
    const std::size_t copied = trip.parcel.body.copy(buffer, one * count, trip.sent);
    trip.sent += copied;
    return copied;
}

template <class Value>
void set(Trip& trip, CURLoption option, Value value) {
    SALDO_CHECK(curl_easy_setopt(trip.handle.get(), option, value) == CURLE_OK);
}

void prepare_post(Trip& trip) {
    add(trip.head, "Content-Type: " + trip.parcel.content_type);
    add(trip.head, "Expect:");
    set(trip, CURLOPT_PROTOCOLS_STR, "http,https");
    set(trip, CURLOPT_HTTPHEADER, trip.head.get());
    set(trip, CURLOPT_POST, 1L);
    set(trip, CURLOPT_POSTFIELDS, trip.parcel.body.data());
    set(trip, CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(trip.parcel.body.size()));
}

void prepare_letter(Trip& trip) {
    for (const std::string& address : trip.parcel.to) add(trip.to, "<" + address + ">");
    set(trip, CURLOPT_PROTOCOLS_STR, "smtp,smtps");
    set(trip, CURLOPT_MAIL_FROM, ("<" + trip.parcel.from + ">").c_str());
    set(trip, CURLOPT_MAIL_RCPT, trip.to.get());
    set(trip, CURLOPT_MAIL_RCPT_ALLLOWFAILS, 1L);  // one bad address does not keep it from others
    set(trip, CURLOPT_UPLOAD, 1L);
    set(trip, CURLOPT_READFUNCTION, on_letter);
    set(trip, CURLOPT_READDATA, &trip);
    if (trip.parcel.user.empty()) {
        set(trip, CURLOPT_USE_SSL, static_cast<long>(CURLUSESSL_TRY));
        return;
    }
    set(trip, CURLOPT_USE_SSL, static_cast<long>(CURLUSESSL_ALL));  // no password in the clear
    set(trip, CURLOPT_USERNAME, trip.parcel.user.c_str());
    set(trip, CURLOPT_PASSWORD, trip.parcel.password.c_str());
}

void prepare(Trip& trip, const Courier::Options& options) {
    trip.handle.reset(curl_easy_init());
    SALDO_CHECK(trip.handle != nullptr);
    trip.answer_bytes_max = options.answer_bytes_max;
    set(trip, CURLOPT_URL, trip.parcel.url.c_str());
    set(trip, CURLOPT_PRIVATE, &trip);
    set(trip, CURLOPT_ERRORBUFFER, trip.error.data());
    set(trip, CURLOPT_NOSIGNAL, 1L);
    set(trip, CURLOPT_QUICK_EXIT, 1L);  // a name server that hangs does not hold up our end
    set(trip, CURLOPT_FOLLOWLOCATION, 0L);
    set(trip, CURLOPT_CONNECTTIMEOUT_MS, options.connect_ms_max);
    set(trip, CURLOPT_TIMEOUT_MS, options.total_ms_max);
    set(trip, CURLOPT_SSLVERSION, static_cast<long>(CURL_SSLVERSION_TLSv1_2));
    set(trip, CURLOPT_USERAGENT, "saldo-hub");
    set(trip, CURLOPT_WRITEFUNCTION, on_answer);
    set(trip, CURLOPT_WRITEDATA, &trip);
    if (!options.ca_file.empty()) set(trip, CURLOPT_CAINFO, options.ca_file.c_str());
    if (trip.parcel.is_letter()) {
        prepare_letter(trip);
    } else {
        prepare_post(trip);
    }
}

Delivery delivery_of(Trip& trip, CURLcode code) {
    Delivery delivery{.id = trip.id, .body = std::move(trip.answer)};
    (void)curl_easy_getinfo(trip.handle.get(), CURLINFO_RESPONSE_CODE, &delivery.status);
    if (code != CURLE_OK) {
        delivery.why = trip.error[0] != '\0' ? trip.error.data() : curl_easy_strerror(code);
    }
    return delivery;
}

}  // namespace

/// The thread, and what it shares with the one that sends.
class Courier::Van {
public:
    Van(Options options, std::function<void()> on_delivered)
        : options_{std::move(options)}, on_delivered_{std::move(on_delivered)} {
        static const bool is_set_up = curl_global_init(CURL_GLOBAL_DEFAULT) == CURLE_OK;
        SALDO_CHECK(is_set_up);
        multi_ = curl_multi_init();
        SALDO_CHECK(multi_ != nullptr);
        thread_ = std::thread{[this] { drive(); }};
    }
    ~Van() {
        {
            const std::lock_guard lock{mutex_};
            is_stopping_ = true;
        }
        curl_multi_wakeup(multi_);
        thread_.join();
        for (auto& [id, trip] : trips_) curl_multi_remove_handle(multi_, trip->handle.get());
        trips_.clear();
        curl_multi_cleanup(multi_);
    }
    Van(const Van&) = delete;
    Van& operator=(const Van&) = delete;

    std::uint64_t send(Parcel parcel) {
        std::uint64_t id = 0;
        {
            const std::lock_guard lock{mutex_};
            if (under_way_ >= options_.parcels_max) return 0;
            ++under_way_;
            id = next_id_++;
            waiting_.emplace(id, std::move(parcel));
        }
        curl_multi_wakeup(multi_);
        return id;
    }

    std::vector<Delivery> take() {
        const std::lock_guard lock{mutex_};
        return std::exchange(delivered_, {});
    }

private:
    void drive() {
        while (load()) {
            int running = 0;
            SALDO_CHECK(curl_multi_perform(multi_, &running) == CURLM_OK);
            unload();
            SALDO_CHECK(curl_multi_poll(multi_, nullptr, 0, poll_ms, nullptr) == CURLM_OK);
        }
    }

    /// Takes what waits on board; false when it is time to stop.
    bool load() {
        std::map<std::uint64_t, Parcel> fresh;
        {
            const std::lock_guard lock{mutex_};
            if (is_stopping_) return false;
            fresh.swap(waiting_);
        }
        for (auto& [id, parcel] : fresh) {
            auto trip = std::make_unique<Trip>();
            trip->id = id;
            trip->parcel = std::move(parcel);
            prepare(*trip, options_);
            SALDO_CHECK(curl_multi_add_handle(multi_, trip->handle.get()) == CURLM_OK);
            trips_.emplace(id, std::move(trip));
        }
        return true;
    }

    void unload() {
        std::vector<Delivery> done;
        int left = 0;
        while (const CURLMsg* message = curl_multi_info_read(multi_, &left)) {
            if (message->msg != CURLMSG_DONE) continue;
            const CURLcode code = message->data.result;
            Trip* trip = nullptr;
            (void)curl_easy_getinfo(message->easy_handle, CURLINFO_PRIVATE, &trip);
            done.push_back(delivery_of(*trip, code));
            curl_multi_remove_handle(multi_, trip->handle.get());
            trips_.erase(trip->id);
        }
        if (done.empty()) return;
        {
            const std::lock_guard lock{mutex_};
            under_way_ -= done.size();
            for (Delivery& one : done) delivered_.push_back(std::move(one));
        }
        on_delivered_();
    }

    Options options_;
    std::function<void()> on_delivered_;
    CURLM* multi_ = nullptr;
    std::map<std::uint64_t, std::unique_ptr<Trip>> trips_;  // of the thread
    std::mutex mutex_;
    std::map<std::uint64_t, Parcel> waiting_;
    std::vector<Delivery> delivered_;
    std::size_t under_way_ = 0;
    std::uint64_t next_id_ = 1;
    bool is_stopping_ = false;
    std::thread thread_;
};

Courier::Courier(Options options, std::function<void()> on_delivered)
    : van_{std::make_unique<Van>(std::move(options), std::move(on_delivered))} {}

Courier::~Courier() = default;

std::uint64_t Courier::send(Parcel parcel) { return van_->send(std::move(parcel)); }

std::vector<Delivery> Courier::take() { return van_->take(); }

}  // namespace saldo::hub
