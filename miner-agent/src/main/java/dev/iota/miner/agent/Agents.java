package dev.iota.miner.agent;

import dev.iota.miner.agent.failure.AgentException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.slf4j.Logger;

/** The miners of a process, each on a thread of its own. One that fails does not stop the others. */
public final class Agents {
    private final List<Agent> agents = new CopyOnWriteArrayList<>();
    private final Logger log;

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
                } catch (RuntimeException e) {
                    log.error("{} failed", name, e);
                    failures.add(new Failure(new AgentException(e.toString(), e)));
                }
            }));
        }
        for (var thread : threads) {
            thread.join();
        }
        return failures.isEmpty() ? 0 : failures.getFirst().error().kind().status();
    }

    /** Asks all to end. */
    public void stop(String reason) {
        agents.forEach(agent -> agent.stop(reason));
    }

    public List<AgentStatus> statuses() {
        return agents.stream().map(Agent::status).toList();
    }
}
