package dev.iota.core.audit;

import dev.iota.core.identity.Hotkey;
import dev.iota.core.wire.AuditEvent;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * One thing that validators do again: who did it, what is left of it, and what they said. {@link AuditTransitions}
 * changes it.
 *
 * @param id from the draw
 * @param subject what is audited
 * @param evidence what it needs
 * @param place where it stands
 * @param issued every lease that was given, the newest last
 * @param verdicts in the order in which they came
 * @param failures of validators that could not judge it
 * @param version counts its writes; every write is conditional on the version it read
 */
public record Audit(
        String id,
        Subject subject,
        Evidence evidence,
        Place place,
        List<AuditLease> issued,
        List<Verdict> verdicts,
        List<Failure> failures,
        long version) {

    /** Where an audit stands. */
    public enum State {
        /** No verdict, and no validator is at it. */
        DRAWN,
        /** A validator is at it. */
        LEASED,
        /** One validator found a fault; another one has to look. */
        SUSPECT,
        /** Two validators disagree; a third one has to look. */
        DISPUTED,
        /** It was an honest miner's work. */
        PASSED,
        /** It was not, as many validators say as the run asks for. */
        CONFIRMED,
        /** Not decided in time, or not to be judged: nobody gains or loses by it. */
        LAPSED;

        /** Whether no verdict counts any more. */
        public boolean isFinal() {
            return this == PASSED || this == CONFIRMED || this == LAPSED;
        }

        /** Whether it waits for a validator. */
        public boolean isWaiting() {
            return this == DRAWN || this == SUSPECT || this == DISPUTED;
        }
    }

    /**
     * What is audited.
     *
     * @param hotkey of the miner that computed and stored it, and is to blame
     * @param seconds that the miner was busy with it
     * @param rate probability that it was drawn with
     */
    public record Subject(Hotkey hotkey, int epoch, int stage, double seconds, double rate) {}

    /**
     * Where an audit stands.
     *
     * @param drawn when
     * @param since when it has been in this state
     * @param deadline when the sweep looks at it: the end of the lease, of the patience, or when the evidence of a
     *     decided one can go
     * @param evidenceKept whether its objects are there still, in their first place
     * @param reason why it is in this state
     */
    public record Place(
            State state, Instant drawn, Instant since, Instant deadline, boolean evidenceKept, String reason) {
        Place in(State next, Instant now, Instant until, String why) {
            return new Place(next, drawn, now, until, evidenceKept, why);
        }
    }

    /** Why a validator could not judge it. */
    public record Failure(Hotkey validator, Instant at, AuditEvent.Cause cause, String reason) {}

    public Audit {
        issued = List.copyOf(issued);
        verdicts = List.copyOf(verdicts);
        failures = List.copyOf(failures);
    }

    /** One that was just drawn. */
    public static Audit fresh(String id, Subject subject, Evidence evidence, Instant now, Instant patienceEnds) {
        var place = new Place(State.DRAWN, now, now, patienceEnds, true, "drawn");
        return new Audit(id, subject, evidence, place, List.of(), List.of(), List.of(), 0);
    }

    public State state() {
        return place.state();
    }

    /** Who is to blame if it is confirmed. */
    public List<Hotkey> accused() {
        return Stream.concat(Stream.of(subject.hotkey()), evidence.others().stream())
                .toList();
    }

    /** The lease in force. */
    public Optional<AuditLease> lease() {
        return state() == State.LEASED ? Optional.of(issued.getLast()) : Optional.empty();
    }

    /** Whether validators said one thing and the other. */
    public boolean isDisputed() {
        return verdicts.stream().map(Verdict::passed).distinct().count() > 1;
    }

    /** Whether this validator said something about it that counts. */
    public boolean isAnsweredBy(Hotkey validator) {
        return verdicts.stream().anyMatch(verdict -> verdict.validator().equals(validator))
                || failures.stream().anyMatch(failure -> failure.validator().equals(validator));
    }

    /** Whether a validator says that its tokens are not those of the run's data plan. */
    public boolean isOfOtherData() {
        return failures.stream().anyMatch(failure -> failure.cause() == AuditEvent.Cause.DATA);
    }

    /** Validators whose verdict is not what became of it. */
    public List<Hotkey> overruled() {
        return state() == State.PASSED || state() == State.CONFIRMED
                ? verdicts.stream()
                        .filter(verdict -> verdict.passed() != (state() == State.PASSED))
                        .map(Verdict::validator)
                        .toList()
                : List.of();
    }

    /** The same, whose evidence is removed or copied. */
    public Audit withoutEvidence() {
        return at(new Place(state(), place.drawn(), place.since(), place.deadline(), false, place.reason()));
    }

    /** The same, whose evidence is needed for something else until then. */
    public Audit withEvidenceUntil(Instant later) {
        return at(new Place(state(), place.drawn(), place.since(), later, true, place.reason()));
    }

    private Audit at(Place next) {
        return new Audit(id, subject, evidence, next, issued, verdicts, failures, version + 1);
    }

    /**
     * The same after a transition.
     *
     * @throws IllegalStateException if {@link AuditWays} has no such way
     */
    Audit after(AuditCause cause, Place next) {
        AuditWays.take(state(), cause, next.state());
        return at(next);
    }

    Audit withIssued(List<AuditLease> leases) {
        return new Audit(id, subject, evidence, place, leases, verdicts, failures, version);
    }

    Audit withVerdicts(List<Verdict> all) {
        return new Audit(id, subject, evidence, place, issued, all, failures, version);
    }

    Audit withFailures(List<Failure> all) {
        return new Audit(id, subject, evidence, place, issued, verdicts, all, version);
    }
}
