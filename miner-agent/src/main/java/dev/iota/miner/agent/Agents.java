package dev.iota.miner.agent;

import dev.iota.agent.failure.AgentException;
import dev.iota.cloud.process.LastWord;
import dev.iota.miner.agent.view.AgentStatus;
import dev.iota.miner.agent.view.MinerHealth;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.slf4j.Logger;

/** The miners of a process, each on a thread of its own. One that fails does not stop the others. */
public final class Agents {
    private final List<Agent> agents = new CopyOnWriteArrayList<>();
    private final Logger log;
    private volatile Optional<AgentException> failure = Optional.empty();

    public Agents(Logger log) {
        this.log = log;
    }

    /** How one of them ended badly. */
    private record Failure(AgentException error) {}

    public void add(Agent agent) {
        agents.add(agent);
    }

    /**
     * Runs them until all have ended; returns an exit status: 0 if all ended well, else that of the first that did not.
     * Each failure is one line in the log.
     */
    public int run() throws InterruptedException {
        var failures = new CopyOnWriteArrayList<Failure>();
        var threads = new ArrayList<Thread>();
        for (var agent : agents) {
            var name = agent.status().name();
            threads.add(Thread.ofPlatform().name("device-" + name).start(() -> {
                try {
                    agent.run();
                } catch (AgentException e) {
                    log.error("{}: {}", name, e.getMessage());
                    failures.add(new Failure(e));
                } catch (Throwable e) {
                    // Also of memory: a miner that is gone must not look like one that ended well.
                    log.error("{} failed", name, e);
                    failures.add(new Failure(
                            new AgentException(kind(e), LastWord.of(e).reason(), e)));
                }
            }));
        }
        for (var thread : threads) {
            thread.join();
        }
        failure = failures.stream().map(Failure::error).findFirst();
        return failure.map(error -> error.kind().status()).orElse(0);
    }

    private static AgentException.Kind kind(Throwable error) {
        return error instanceof OutOfMemoryError ? AgentException.Kind.DOES_NOT_FIT : AgentException.Kind.FAILED;
    }

    /** Why the first one ended that did not end well, once all have ended. */
    public Optional<AgentException> failure() {
        return failure;
    }

    /** Asks all to end. */
    public void stop(String reason) {
        agents.forEach(agent -> agent.stop(reason));
    }

    /** Asks all to hand in what they have trained, and to end. */
    public void leave() {
        log.info("leaves: what was trained in this epoch is handed in first; Ctrl-C again ends at once");
        agents.forEach(Agent::leave);
    }

    /** How each is, by its name. */
    public SequencedMap<String, MinerHealth> health() {
        var all = new LinkedHashMap<String, MinerHealth>();
        agents.forEach(agent -> all.put(agent.status().name(), agent.health()));
        return all;
    }

    public List<AgentStatus> statuses() {
        return agents.stream().map(Agent::status).toList();
    }
}
