// SPDX-License-Identifier: Apache-2.0
#include "engine/kernel/isolation.hpp"

#include <fcntl.h>
#include <malloc.h>
#include <poll.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <deque>
#include <fstream>
#include <iostream>
#include <vector>

#include "engine/base/ensure.hpp"
#include "engine/base/system_reason.hpp"
#include "engine/kernel/run_error.hpp"

namespace tocsin {
namespace {

using Clock = std::chrono::steady_clock;  // only for the limit of a job; never reaches a result

/// A message starts with its kind (D done, F failed) and the lengths of its two parts (payload, or two texts).
constexpr std::size_t kHeaderBytes = 1 + 2 * sizeof(std::uint64_t);
/// Jobs started ahead of the oldest one that is not delivered yet, per worker: bounds what waits in memory.
constexpr std::size_t kMaxAhead = 64;
/// Of a child's heap: things up to this size are taken from it, not mapped one by one.
constexpr int kLargestReused = 32 << 20;
/// It grows by this much at a time.
constexpr int kHeapStep = 1 << 20;

struct Child {
  pid_t pid = -1;
  int fd = -1;
  std::size_t index = 0;
  Clock::time_point deadline = Clock::time_point::max();
  bool killed_by_limit = false;
  std::string received{};
};

// ---- in the child ----

bool write_all(int fd, std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t written = write(fd, bytes.data(), bytes.size());
    if (written < 0) {
      if (errno == EINTR) continue;
      return false;
    }
    bytes.remove_prefix(static_cast<std::size_t>(written));
  }
  return true;
}

bool send(int fd, char status, std::string_view first, std::string_view second) {
  std::string header(kHeaderBytes, status);
  const std::uint64_t sizes[2] = {first.size(), second.size()};
  std::memcpy(header.data() + 1, sizes, sizeof(sizes));
  return write_all(fd, header) && write_all(fd, first) && write_all(fd, second);
}

bool run_and_send(int fd, const std::function<std::string()>& body) {
  try {
    return send(fd, 'D', body(), "");
  } catch (const RunError& error) {
    return send(fd, 'F', error.explanation().en, error.explanation().zh);
  } catch (const std::exception& error) {
    return send(fd, 'F', error.what(), error.what());
  } catch (...) {
    return send(fd, 'F', "an exception of unknown type", "未知类型的异常");
  }
}

[[noreturn]] void run_child(int fd, pid_t parent, const std::function<std::string()>& body) {
#ifdef __GLIBC__
  // What is freed stays ours: pages given back and taken again are touched for the first time again.
  mallopt(M_MMAP_THRESHOLD, kLargestReused);
  mallopt(M_TRIM_THRESHOLD, kLargestReused);
  mallopt(M_TOP_PAD, kHeapStep);
#endif
  signal(SIGINT, SIG_IGN);  // Ctrl-C reaches the whole group; the parent decides what becomes of us
  prctl(PR_SET_PDEATHSIG, SIGKILL);
  if (getppid() != parent) _exit(1);
  const bool sent = run_and_send(fd, body);
  std::cout.flush();
  std::fflush(nullptr);
  _exit(sent ? 0 : 1);  // never exit(): 4-5 ms of destructors, and SimGrid's may abort
}

// ---- in the parent ----

Phrase explain_end(int status) {
  if (WIFSIGNALED(status)) {
    const int number = WTERMSIG(status);
    const std::string name = strsignal(number);
    return phrase("the worker was ended by signal {} ({})", "工作进程被信号 {}（{}）终止", number, name);
  }
  return phrase("the worker ended without a result (exit code {})", "工作进程没有给出结果就结束了（退出码 {}）",
                WEXITSTATUS(status));
}

void read_message(Child& child, int status, JobOutcome& outcome) {
  const std::string& bytes = child.received;
  std::uint64_t sizes[2] = {};
  if (bytes.size() >= kHeaderBytes) std::memcpy(sizes, bytes.data() + 1, sizeof(sizes));
  const bool complete = bytes.size() >= kHeaderBytes && bytes.size() - kHeaderBytes == sizes[0] + sizes[1];
  if (!complete || !WIFEXITED(status) || WEXITSTATUS(status) != 0) {
    outcome.status = JobStatus::crashed;
    outcome.signal = WIFSIGNALED(status) ? WTERMSIG(status) : 0;
    outcome.explanation = explain_end(status);
  } else if (bytes[0] == 'F') {
    outcome.status = JobStatus::failed;
    outcome.explanation = {bytes.substr(kHeaderBytes, sizes[0]), bytes.substr(kHeaderBytes + sizes[0])};
  } else {
    outcome.payload = std::move(child.received);
    outcome.payload.erase(0, kHeaderBytes);
  }
}

/// The children at work, and what they have sent.
class Workers {
 public:
  Workers(const JobOptions& options, const std::function<std::string(std::size_t)>& body)
      : options_(options), body_(body) {}
  Workers(const Workers&) = delete;
  Workers& operator=(const Workers&) = delete;
  ~Workers() {  // only after an exception are there any left
    for (Child& child : children_) {
      kill(child.pid, SIGKILL);
      reap(child);
    }
  }

  [[nodiscard]] bool any() const { return !children_.empty(); }
  [[nodiscard]] bool full() const {
    return children_.size() >= static_cast<std::size_t>(std::max(1, options_.workers));
  }

  /// False with errno set when the system gives no process or no pipe.
  bool start(std::size_t index) {
    int ends[2];
    if (pipe2(ends, O_CLOEXEC) != 0) return false;
    std::cout.flush();
    std::fflush(nullptr);  // a child must not inherit text that is not written yet
    const pid_t parent = getpid();
    const pid_t pid = fork();
    if (pid < 0) {
      const int error = errno;
      close(ends[0]);
      close(ends[1]);
      errno = error;
      return false;
    }
    if (pid == 0) {
      close(ends[0]);
      for (const Child& other : children_) close(other.fd);
      run_child(ends[1], parent, [this, index] { return body_(index); });
    }
    close(ends[1]);
    Child child{.pid = pid, .fd = ends[0], .index = index};
    if (options_.limit) child.deadline = Clock::now() + *options_.limit;
    children_.push_back(std::move(child));
    return true;
  }

  /// Waits until something happens; returns the jobs that have ended.
  std::vector<JobOutcome> wait() {
    std::vector<pollfd> polled;
    polled.reserve(children_.size());
    for (const Child& child : children_) polled.push_back({child.fd, POLLIN, 0});
    const int ready = poll(polled.data(), polled.size(), milliseconds_to_deadline());
    std::vector<JobOutcome> ended;
    for (std::size_t i = polled.size(); i-- > 0;) {
      if (ready > 0 && polled[i].revents != 0 && !receive(children_[i])) {
        ended.push_back(collect(children_[i]));
        children_.erase(children_.begin() + static_cast<std::ptrdiff_t>(i));
      }
    }
    kill_overdue();
    return ended;
  }

 private:
  [[nodiscard]] int milliseconds_to_deadline() const {
    auto first = Clock::time_point::max();
    for (const Child& child : children_) {
      if (!child.killed_by_limit) first = std::min(first, child.deadline);
    }
    if (first == Clock::time_point::max()) return -1;
    const auto left = std::chrono::ceil<std::chrono::milliseconds>(first - Clock::now()).count();
    return static_cast<int>(std::clamp<std::int64_t>(left, 0, 60'000));
  }

  void kill_overdue() {
    if (!options_.limit) return;
    const auto now = Clock::now();
    for (Child& child : children_) {
      if (!child.killed_by_limit && child.deadline <= now) {
        kill(child.pid, SIGKILL);
        child.killed_by_limit = true;
      }
    }
  }

  /// False at the end of what the child has to say.
  static bool receive(Child& child) {
    std::array<char, 65536> buffer;
    const ssize_t count = read(child.fd, buffer.data(), buffer.size());
    if (count < 0) return errno == EINTR || errno == EAGAIN;
    child.received.append(buffer.data(), static_cast<std::size_t>(count));
    return count > 0;
  }

  static int reap(Child& child) {
    int status = 0;
    close(child.fd);
    while (waitpid(child.pid, &status, 0) < 0 && errno == EINTR) {
    }
    return status;
  }

  JobOutcome collect(Child& child) const {
    JobOutcome outcome{.index = child.index};
    const int status = reap(child);
    if (child.killed_by_limit && WIFSIGNALED(status)) {
      outcome.status = JobStatus::timed_out;
      outcome.explanation = phrase("stopped after {} ms: the limit for one job", "超过单个任务的时限 {} 毫秒，已终止",
                                   options_.limit->count());
    } else {
      read_message(child, status, outcome);
    }
    return outcome;
  }

  const JobOptions& options_;
  const std::function<std::string(std::size_t)>& body_;
  std::vector<Child> children_;
};

JobOutcome not_started(std::size_t index, int error) {
  const auto reason = reason_of(error);
  return {.index = index,
          .status = JobStatus::not_started,
          .explanation = {"no worker process could be started: " + reason.en, "无法启动工作进程：" + reason.zh}};
}

/// Hands outcomes on in the order of their index.
class InOrder {
 public:
  InOrder(std::size_t first, const JobOptions& options, const std::function<void(JobOutcome&&)>& sink)
      : next_(first), options_(options), sink_(sink) {}

  void add(JobOutcome&& outcome) {
    if (options_.on_finished) options_.on_finished(outcome);
    const std::size_t place = outcome.index - next_;
    if (waiting_.size() <= place) waiting_.resize(place + 1);
    waiting_[place] = std::move(outcome);
    while (!waiting_.empty() && waiting_.front()) {
      JobOutcome ready = std::move(*waiting_.front());
      waiting_.pop_front();
      ++next_;
      ++summary.delivered;
      summary.failed += ready.ok() ? 0U : 1U;
      sink_(std::move(ready));
    }
  }
  /// Index of the oldest job that has not been delivered.
  [[nodiscard]] std::size_t next() const { return next_; }

  JobsSummary summary;

 private:
  std::size_t next_;
  const JobOptions& options_;
  const std::function<void(JobOutcome&&)>& sink_;
  std::deque<std::optional<JobOutcome>> waiting_;
};

/// Holds all the small free pieces of the heap while children are forked. A child would otherwise put its small things
/// into them, all over the parent's memory, and every page it touches so is copied: two thirds of what a replication
/// cost before anything happened in it. With the heap full, children build on fresh pages, one after the other.
class FullHeap {
 public:
  FullHeap() {
#ifdef __GLIBC__
    malloc_trim(0);
    pieces_.reserve(kMost);  // in pages of its own: growing it would leave holes behind us
    for (std::size_t size = kLargest; size > kLargestKept; size /= 2) fill(size);
    for (std::size_t size = kLargestKept; size >= kSmallest; size -= kStep) fill(size);
#endif
  }
  FullHeap(const FullHeap&) = delete;
  FullHeap& operator=(const FullHeap&) = delete;
  ~FullHeap() {
    for (void* piece : pieces_) free(piece);
  }

 private:
  /// Takes every free piece that `size` bytes fit into.
  void fill([[maybe_unused]] std::size_t size) {
#ifdef __GLIBC__
    const char* const top = static_cast<const char*>(sbrk(0)) - mallinfo2().keepcost;
    while (pieces_.size() < kMost) {
      void* const piece = malloc(size);
      if (piece == nullptr) return;
      pieces_.push_back(piece);
      if (static_cast<const char*>(piece) >= top) return;  // not a hole any more: the fresh end of the heap
    }
#endif
  }

  static constexpr std::size_t kLargest = 64 * 1024;  // larger things get pages of their own
  /// Up to here malloc keeps freed pieces in a list for each size, and gives them out for that size only.
  static constexpr std::size_t kLargestKept = 1032;
  static constexpr std::size_t kStep = 16;
  static constexpr std::size_t kSmallest = 24;
  static constexpr std::size_t kMost = 1'000'000;
  std::vector<void*> pieces_;
};

/// Calls once what every child will call first: the loader looks a library's own calls up among all libraries when they
/// are first made, and would do so in each child.
void bind_names() {
  auto* volatile piece = new char[1];  // volatile: else it is optimized away
  delete[] piece;
}

/// Asks the system to hold the parent's memory in pages of 2 MB instead of 4 KB. A fork copies one entry per page, so
/// with 60 MB it takes a tenth of the time; a child that writes still copies 4 KB only. A system that can't (before
/// Linux 6.1, or huge pages switched off) refuses, and nothing is lost but time.
void use_huge_pages() {
#ifdef __linux__
  constexpr int kCollapse = 25;  // MADV_COLLAPSE, newer than the headers of some systems
  std::ifstream maps("/proc/self/maps");
  for (std::string line; std::getline(maps, line);) {
    unsigned long first = 0;
    unsigned long last = 0;
    char access[5] = {};
    unsigned long inode = 1;
    if (std::sscanf(line.c_str(), "%lx-%lx %4s %*s %*s %lu", &first, &last, access, &inode) != 4) continue;
    constexpr unsigned long kPage = 2UL << 20U;
    const unsigned long start = (first + kPage - 1) / kPage * kPage;
    const unsigned long end = last / kPage * kPage;
    const bool own_memory =
        std::string_view(access) == "rw-p" && inode == 0 && line.find("[stack]") == std::string::npos;
    if (own_memory && start < end) madvise(reinterpret_cast<void*>(start), end - start, kCollapse);
  }
#endif
}

}  // namespace

JobsSummary run_jobs(std::size_t first, std::size_t count, const JobOptions& options,
                     const std::function<std::string(std::size_t)>& body,
                     const std::function<void(JobOutcome&&)>& sink) {
  bind_names();
  const FullHeap full_heap;
  use_huge_pages();  // after the heap was trimmed: what is given back in the middle of a huge page breaks it up
  Workers workers(options, body);
  InOrder delivery(first, options, sink);
  const std::size_t end = first + count;
  const std::size_t max_ahead = kMaxAhead * static_cast<std::size_t>(std::max(1, options.workers));
  const auto stopped = [&] { return options.stop != nullptr && options.stop->load(); };
  std::size_t next = first;
  while (next < end || workers.any()) {
    while (next < end && !stopped() && !workers.full() && next - delivery.next() < max_ahead) {
      if (workers.start(next)) {
        ++next;
      } else if (workers.any()) {
        break;  // perhaps there is room when one of those at work has ended
      } else {
        delivery.add(not_started(next++, errno));
      }
    }
    if (!workers.any()) {
      if (stopped() || next >= end) break;
      continue;
    }
    for (JobOutcome& outcome : workers.wait()) delivery.add(std::move(outcome));
  }
  delivery.summary.stopped = next < end;
  return delivery.summary;
}

JobOutcome run_isolated(const std::function<std::string()>& body, std::optional<std::chrono::milliseconds> limit) {
  JobOutcome outcome;
  JobOptions options;
  options.limit = limit;
  run_jobs(
      0, 1, options, [&](std::size_t) { return body(); }, [&](JobOutcome&& o) { outcome = std::move(o); });
  return outcome;
}

}  // namespace tocsin
