package dev.iota.core.wire;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.iota.core.base.MalformedException;
import java.util.List;

/** What a validator says about an audit that was leased to it. */
public sealed interface AuditEvent extends Event {
    /** Comparisons of one verdict: what fits into a message whatever their names. */
    int MAX_MEASURES = 64;

    /** Names what is audited. */
    String audit();

    /** The lease under which the work was done. */
    String lease();

    /**
     * A verdict: a validator did again what was audited.
     *
     * @param passed whether it is what an honest miner would have stored and reported
     * @param measures every comparison that was made
     * @param reason in words, for people
     * @param device and engine version, threads and precision of the validator
     * @param seconds that the validator was busy with it
     */
    record Judged(
            String run,
            int epoch,
            int stage,
            String audit,
            String lease,
            boolean passed,
            List<Measure> measures,
            String reason,
            String device,
            double seconds)
            implements AuditEvent {
        public Judged {
            measures = List.copyOf(measures);
            reason = EventChecks.cut(reason);
            device = EventChecks.cut(device);
            if (measures.size() > MAX_MEASURES) {
                throw new MalformedException(
                        "a verdict with %d measures; at most %d".formatted(measures.size(), MAX_MEASURES));
            }
            EventChecks.requireSeconds(seconds);
        }

        @Override
        public String key() {
            return "%s/%d/judged/%s/%s".formatted(run, epoch, audit, lease);
        }
    }

    /** Why an audit cannot be judged. */
    enum Cause {
        /** Its evidence is missing or damaged, or cannot be had. */
        @JsonProperty("evidence")
        EVIDENCE,
        /** The tokens that were handed out are not those of the run's data plan: no miner is to blame for that. */
        @JsonProperty("data")
        DATA
    }

    /** An audit cannot be judged by this validator. */
    record Failed(String run, int epoch, int stage, String audit, String lease, Cause cause, String reason)
            implements AuditEvent {
        public Failed {
            reason = EventChecks.cut(reason);
        }

        @Override
        public String key() {
            return "%s/%d/unjudged/%s/%s".formatted(run, epoch, audit, lease);
        }
    }
}
