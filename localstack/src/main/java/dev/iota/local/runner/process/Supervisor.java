package dev.iota.local.runner.process;

import dev.iota.local.runner.failure.RunnerException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Keeps the processes of a run alive until it ends them: a process that dies is started again from the same
 * {@link Launch}. Does nothing by itself; whoever owns it calls {@link #tick} every now and then.
 */
public final class Supervisor implements AutoCloseable {
    private static final Duration FIRM_AFTER = Duration.ofSeconds(10);

    private final InstantSource clock;
    private final Path root;
    private final Map<String, Ward> wards = new LinkedHashMap<>();
    private final List<Child> errands = new ArrayList<>();
    private boolean closed;

    private final Map<String, String> givenUp = new LinkedHashMap<>();
    private final Map<String, String> helpersGivenUp = new LinkedHashMap<>();

    /** What a run does without a process. */
    private enum Role {
        /** It ends. */
        NEEDED,
        /** One of several, which may go on without it. */
        MEMBER,
        /** It goes on, with less. */
        HELPER
    }

    /**
     * A process and how patient we are with it; {@code again} says when to start it, while it is dead.
     *
     * @param role what the others do without it
     */
    private record Ward(
            Child child, Role role, Instant started, Restarts restarts, Optional<Instant> again, int lives) {}

    public Supervisor(InstantSource clock) {
        this(clock, Path.of("/"));
    }

    /** @param root of the file system where the kernel says what it knows of processes; {@code /}, but in tests */
    Supervisor(InstantSource clock, Path root) {
        this.clock = clock;
        this.root = root;
    }

    /** Starts a process and keeps it. */
    public Child start(Launch launch) {
        return start(launch, Role.NEEDED);
    }

    /**
     * Starts one of several processes and keeps it as long as that can be done. If it is given up the others are kept:
     * whether they are enough is for their owner to say.
     */
    public Child startMember(Launch launch) {
        return start(launch, Role.MEMBER);
    }

    /** Starts a process without which a run goes on, and keeps it as long as that can be done. */
    public Child startHelper(Launch launch) {
        return start(launch, Role.HELPER);
    }

    private synchronized Child start(Launch launch, Role role) {
        var child = begin(launch);
        wards.put(launch.name(), new Ward(child, role, clock.instant(), Restarts.none(), Optional.empty(), 1));
        return child;
    }

    /** Starts a process that is to end by itself and is not started again. */
    public synchronized Child errand(Launch launch) {
        requireOpen(launch);
        return errand(Child.start(launch, root));
    }

    /** The same; what it writes to its standard output is read here. */
    synchronized Child piped(Launch launch) {
        requireOpen(launch);
        return errand(Child.startPiped(launch, root));
    }

    private Child errand(Child child) {
        errands.removeIf(errand -> !errand.isAlive());
        errands.add(child);
        return child;
    }

    private Child begin(Launch launch) {
        requireOpen(launch);
        return Child.start(launch, root);
    }

    private void requireOpen(Launch launch) {
        if (closed) {
            throw new RunnerException("%s is not started: the run is being stopped", launch.name());
        }
    }

    /**
     * Starts again what has died.
     *
     * @return a sentence for each death, with its reason, and each restart
     * @throws RunnerException if a process without which there is no run cannot be kept alive: at once if it would die
     *     of the same again
     */
    public synchronized List<String> tick() {
        var news = new ArrayList<String>();
        if (closed) {
            return news;
        }
        var now = clock.instant();
        wards.replaceAll((name, ward) -> tick(name, ward, now, news));
        wards.keySet().removeAll(givenUp.keySet());
        wards.keySet().removeAll(helpersGivenUp.keySet());
        return news;
    }

    private Ward tick(String name, Ward ward, Instant now, List<String> news) {
        ward.child().look();
        if (ward.child().isAlive()) {
            return ward;
        }
        if (ward.again().isEmpty()) {
            return mourn(ward, now, news);
        }
        if (now.isBefore(ward.again().get())) {
            return ward;
        }
        news.add("%s is started again".formatted(name));
        return new Ward(
                Child.start(ward.child().launch(), root),
                ward.role(),
                now,
                ward.restarts(),
                Optional.empty(),
                ward.lives() + 1);
    }

    private Ward mourn(Ward ward, Instant now, List<String> news) {
        var child = ward.child();
        var death = child.death();
        var status = child.exitStatus();
        if (death.isLasting()) {
            return without(ward, "ended with status %d".formatted(status), "starting it again cannot help", news);
        }
        var verdict = ward.restarts().died(Duration.between(ward.started(), now), now);
        if (verdict instanceof Restarts.Verdict.Again again) {
            news.add("%s ended with status %d: %s".formatted(child.launch().name(), status, death.reason()));
            return new Ward(child, ward.role(), ward.started(), again.next(), Optional.of(again.at()), ward.lives());
        }
        var end = "ended %d times within %d s of its start, the last time with status %d"
                .formatted(Restarts.PATIENCE, Restarts.LIVED.toSeconds(), status);
        return without(ward, end, "", news);
    }

    /**
     * Goes on without a process, where that can be done.
     *
     * @param end how it ended
     * @param why it is not started again, if {@code end} does not say so
     */
    private Ward without(Ward ward, String end, String why, List<String> news) {
        var child = ward.child();
        var name = child.launch().name();
        var reason = child.death().reason();
        var log = child.launch().log();
        if (ward.role() == Role.NEEDED) {
            throw new RunnerException(
                    "%s %s%s: %s; its log is %s", name, end, why.isEmpty() ? "" : ", and " + why, reason, log);
        }
        var isMember = ward.role() == Role.MEMBER;
        (isMember ? givenUp : helpersGivenUp).put(name, why.isEmpty() ? "it %s: %s".formatted(end, reason) : reason);
        news.add("%s %s and is given up, %s: %s; its log is %s"
                .formatted(name, end, isMember ? "the other miners go on" : "the run goes on without it", reason, log));
        return ward;
    }

    /**
     * The process of this name that was started last.
     *
     * @throws IllegalArgumentException if none is kept
     */
    synchronized Child child(String name) {
        var ward = wards.get(name);
        if (ward == null) {
            throw new IllegalArgumentException("no process %s is kept".formatted(name));
        }
        return ward.child();
    }

    /** Members that are not started again, by name, and why. */
    public synchronized Map<String, String> givenUp() {
        return new LinkedHashMap<>(givenUp);
    }

    /** Helpers that are not started again, by name, and why. */
    public synchronized Map<String, String> helpersGivenUp() {
        return new LinkedHashMap<>(helpersGivenUp);
    }

    /** Processes that live, by name. */
    public synchronized Map<String, Long> pids() {
        var pids = new LinkedHashMap<String, Long>();
        wards.forEach((name, ward) -> {
            if (ward.child().isAlive()) {
                pids.put(name, ward.child().pid());
            }
        });
        return pids;
    }

    /** How often processes had to be started again, all together. */
    synchronized int restarts() {
        return wards.values().stream().mapToInt(ward -> ward.lives() - 1).sum();
    }

    /** Ends some processes, politely, and does not start them again. */
    public void dismiss(Collection<String> names) {
        List<Child> children;
        synchronized (this) {
            children = names.stream()
                    .map(wards::get)
                    .filter(Objects::nonNull)
                    .map(Ward::child)
                    .toList();
            wards.keySet().removeAll(names);
            // Still ours to kill, if it comes to that.
            errands.addAll(children);
        }
        end(children);
    }

    /**
     * Ends everything, politely, and firmly what takes too long. The cloud, which came first, goes last: miners say
     * good-bye to it. The lock is not held while waiting, so that {@link #kill} can cut it short.
     */
    @Override
    public void close() {
        var children = refuseMore();
        if (!children.isEmpty()) {
            end(children.subList(1, children.size()));
            end(children.subList(0, 1));
        }
    }

    /** Ends everything at once. */
    public void kill() {
        refuseMore().forEach(Child::kill);
    }

    private synchronized List<Child> refuseMore() {
        closed = true;
        return Stream.concat(wards.values().stream().map(Ward::child), errands.stream())
                .toList();
    }

    private static void end(List<Child> children) {
        children.forEach(Child::terminate);
        var deadline = System.nanoTime() + FIRM_AFTER.toNanos();
        for (var child : children) {
            try {
                if (!child.await(Duration.ofNanos(Math.max(0, deadline - System.nanoTime())))) {
                    child.kill();
                }
            } catch (InterruptedException e) {
                child.kill();
                Thread.currentThread().interrupt();
            }
        }
    }
}
