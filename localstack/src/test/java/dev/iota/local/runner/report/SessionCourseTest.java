package dev.iota.local.runner.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.iota.core.api.AuditCounts;
import dev.iota.core.api.EpochStatus;
import dev.iota.core.api.StatusResponse;
import dev.iota.core.api.StatusResponse.Phase;
import dev.iota.core.epoch.EpochFigures;
import dev.iota.core.run.EpochSpec;
import dev.iota.core.run.Presets;
import dev.iota.core.run.RunSpec;
import dev.iota.local.runner.folder.RunFile;
import dev.iota.local.runner.operator.Books;
import dev.iota.local.runner.report.RunFacts.Measured;
import dev.iota.local.runner.report.RunFacts.Shortfall;
import dev.iota.local.runner.report.SessionCourse.End;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SessionCourseTest {
    private static final RunFile WHOLE =
            new RunFile(RunSpec.of("run", 1, Presets.load("tiny"), EpochSpec.untilClosed()), 2, 1, 0);
    private static final int PER_MINER = WHOLE.spec().training().microbatchesPerStep();

    /** Ten steps of the swarm before the session, and the epochs 0 to 2. */
    private static final StatusResponse BEFORE = status(3, 10L * 2 * PER_MINER, 1);

    @TempDir
    private Path folder;

    @Test
    void steps_that_were_made_are_no_shortfall() {
        var course = course(OptionalLong.of(5), End.LIMIT, Optional.empty());

        assertThat(facts(course, WHOLE, status(4, 15L * 2 * PER_MINER, 1)).shortfall())
                .isEmpty();
    }

    @Test
    void steps_that_were_not_made_are_those_of_the_session() {
        var course = course(OptionalLong.of(5), End.ASKED, Optional.empty());

        assertThat(facts(course, WHOLE, status(4, 12L * 2 * PER_MINER, 1)).shortfall())
                .hasValue(new Shortfall("steps", 2, 5, true));
    }

    @Test
    void a_run_that_time_ends_may_end_early() {
        var course = course(OptionalLong.empty(), End.ASKED, Optional.empty());

        assertThat(facts(course, WHOLE, status(4, 12L * 2 * PER_MINER, 1)).shortfall())
                .isEmpty();
    }

    @Test
    void epochs_that_were_not_made_are_those_of_the_session() {
        var cut = WHOLE.withSpec(WHOLE.spec().withEpochs(EpochSpec.untilClosed().withCount(6)));
        var course = course(OptionalLong.empty(), End.LIMIT, Optional.empty());

        assertThat(facts(course, cut, status(6, 1000, 1)).shortfall()).isEmpty();
        assertThat(facts(course, cut, status(5, 1000, 1)).shortfall()).hasValue(new Shortfall("epochs", 2, 3, false));
    }

    @Test
    void work_and_epochs_are_those_of_the_session() {
        var course = course(OptionalLong.empty(), End.TIME, Optional.empty());
        var facts = facts(course, WHOLE, status(5, 13L * 2 * PER_MINER, 4));

        assertThat(facts.work().completed()).isEqualTo(3L * 2 * PER_MINER);
        assertThat(facts.work().lost()).isEqualTo(3);
        assertThat(facts.work().steps()).as("of all miners of a stage").isEqualTo(6);
        assertThat(facts.epochs()).extracting(EpochStatus::epoch).containsExactly(3, 4);
    }

    @Test
    void positions_that_wait_to_start_again_at_the_end_are_the_sessions_whoever_took_them() {
        var known = Books.known(BEFORE, status(4, 1000, 1), PER_MINER);
        var books = new Books(known.status(), known.tally(), known.steps(), known.traffic(), 2, known.alarms());

        assertThat(course(OptionalLong.empty(), End.TIME, Optional.empty())
                        .facts(WHOLE, books, true, new Measured(3))
                        .work()
                        .givenBack())
                .isEqualTo(2);
    }

    @Test
    void audits_that_were_confirmed_in_the_session_are_an_alarm() {
        var course = course(OptionalLong.empty(), End.TIME, Optional.empty());
        var wrong = new AuditCounts(9, 0, 7, 2, 0, 0, 1, 1, 1, 0);

        assertThat(facts(course, WHOLE, status(4, 1000, 1)).alarms()).isEmpty();
        assertThat(facts(course, WHOLE, status(4, 1000, 1, wrong)).alarms())
                .singleElement()
                .asString()
                .startsWith("2 audits were confirmed");
    }

    @Test
    void tokens_that_are_not_those_of_the_data_plan_are_an_alarm() {
        var course = course(OptionalLong.empty(), End.TIME, Optional.empty());
        var other = new AuditCounts(9, 0, 8, 0, 0, 1, 1, 1, 1, 1);

        assertThat(facts(course, WHOLE, status(4, 1000, 1, other)).alarms())
                .singleElement()
                .asString()
                .startsWith("1 audits were given tokens that are not those");
    }

    @Test
    void a_miner_that_was_given_up_is_an_alarm() {
        var lost = List.of("miner-1 was given up: killed for memory");
        var course = new SessionCourse(
                BEFORE,
                OptionalLong.empty(),
                Optional.of(End.TIME),
                Optional.empty(),
                Optional.empty(),
                lost,
                Optional.empty());

        assertThat(facts(course, WHOLE, status(4, 1000, 1)).alarms()).isEqualTo(lost);
    }

    @Test
    void what_a_runner_that_was_killed_did_not_tell_of_is_told_by_the_next() {
        var cut = WHOLE.withSpec(WHOLE.spec().withEpochs(EpochSpec.untilClosed().withCount(3)));

        assertThat(SessionCourse.since(BEFORE, WHOLE, Optional.of(new EarlierReport(2, 3.5))))
                .isEqualTo(BEFORE);
        assertThat(SessionCourse.since(BEFORE, WHOLE, Optional.of(new EarlierReport(1, 3.5))))
                .as("rolled back in between")
                .isEqualTo(BEFORE);
        assertThat(SessionCourse.since(BEFORE, cut, Optional.of(new EarlierReport(1, 3.5)))
                        .epoch())
                .as("killed when all epochs were merged")
                .isEqualTo(2);
        var whole = SessionCourse.since(BEFORE, WHOLE, Optional.empty());
        assertThat(whole.epoch()).isZero();
        assertThat(whole.completed()).isZero();
        assertThat(whole.lost()).isZero();
    }

    @Test
    void the_loss_to_beat_is_that_of_the_checkpoint_before_if_the_session_went_on_from_it() {
        var now = status(4, 1000, 1);

        assertThat(facts(course(Optional.of(new EarlierReport(2, 3.5))), WHOLE, now)
                        .weights()
                        .before())
                .hasValue(3.5);
        assertThat(facts(course(Optional.of(new EarlierReport(1, 3.5))), WHOLE, now)
                        .weights()
                        .before())
                .as("rolled back in between")
                .isEmpty();
    }

    @Test
    void a_report_that_says_no_loss_or_is_none_is_nothing_to_compare_with() throws Exception {
        assertThat(EarlierReport.read(folder.resolve("none.json"))).isEmpty();
        assertThat(EarlierReport.read(Files.writeString(folder.resolve("torn.json"), "{\"heldOut")))
                .isEmpty();
        assertThat(EarlierReport.read(Files.writeString(
                        folder.resolve("null.json"), "{\"heldOutLoss\": null, \"epochs\": [{\"epoch\": 0}]}")))
                .isEmpty();
        assertThat(EarlierReport.read(Files.writeString(
                        folder.resolve("good.json"),
                        "{\"heldOutLoss\": 2.5, \"epochs\": [{\"epoch\": 0}, {\"epoch\": 2}]}")))
                .hasValue(new EarlierReport(2, 2.5));
    }

    private static RunFacts facts(SessionCourse course, RunFile run, StatusResponse now) {
        return course.facts(run, Books.known(course.before(), now, PER_MINER), true, new Measured(3));
    }

    private static SessionCourse course(Optional<EarlierReport> earlier) {
        return course(OptionalLong.empty(), End.TIME, earlier);
    }

    private static SessionCourse course(OptionalLong steps, End end, Optional<EarlierReport> earlier) {
        return new SessionCourse(
                BEFORE, steps, Optional.of(end), Optional.empty(), Optional.empty(), List.of(), earlier);
    }

    private static StatusResponse status(int epoch, long completed, long lost) {
        return status(epoch, completed, lost, AuditCounts.NONE);
    }

    private static StatusResponse status(int epoch, long completed, long lost, AuditCounts audits) {
        var epochs = IntStream.rangeClosed(0, epoch)
                .mapToObj(number ->
                        new EpochStatus(number, "PUBLISHED", Instant.EPOCH, "", 0, 0, EpochFigures.NONE, List.of()))
                .toList();
        return new StatusResponse(
                "run",
                Phase.OPEN,
                epoch,
                0,
                completed + lost,
                completed,
                lost,
                0,
                0,
                0,
                0,
                0,
                List.of(0, 0, 0),
                List.of(),
                epochs,
                Optional.empty(),
                audits);
    }
}
