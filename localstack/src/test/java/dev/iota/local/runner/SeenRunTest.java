package dev.iota.local.runner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.microsoft.playwright.options.SelectOption;
import dev.iota.local.cloud.CloudFile;
import dev.iota.local.cloud.CloudProcess;
import dev.iota.local.page.Chromium;
import dev.iota.local.page.Chromium.Look;
import dev.iota.local.page.SeenPage;
import dev.iota.local.runner.folder.RunFolder;
import java.net.URI;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer.OrderAnnotation;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The page of a real run, from its training to its end: three miners a stage and a validator, all processes. */
@Tag("browser")
@TestMethodOrder(OrderAnnotation.class)
class SeenRunTest {
    private static final int STAGES = 3;
    private static final int MINERS = 9;
    private static final List<String> VIEWS =
            List.of("", "miners", "epochs", "epochs/0/0", "scores", "audits", "events");
    private static final String UNKNOWN = "5GrwvaEF5zXb26Fz9rcQpDWS57CtERHpNehXCPcNoHGKutQY";

    @TempDir
    private static Path folder;

    private static Chromium chromium;
    private static Started started;
    private static URI address;

    @BeforeAll
    static void start() throws Exception {
        chromium = Chromium.start();
        started = Started.train(
                folder, run(), "--miners-per-stage", "3", "--validators", "1", "--minutes", "40", "--epochs", "40");
        SeenRun.awaitPublished(started, run());
        address = CloudFile.read(run().resolve("cloud")).api();
    }

    @AfterAll
    static void stop() {
        if (started != null) {
            started.close();
        }
        if (chromium != null) {
            chromium.close();
        }
    }

    private static Path run() {
        return folder.resolve("run");
    }

    @Test
    @Order(1)
    void the_overview_shows_every_stage_and_every_miner() {
        try (var seen = look()) {
            seen.open("");
            seen.until(() -> seen.find(".nodes.named li").count() == MINERS);
            assertThat(seen.find(".stage").count()).isEqualTo(STAGES);
            assertThat(seen.tile("Miners")).isEqualTo(MINERS);
            assertThat(seen.tile("Tokens trained")).isPositive();
            assertThat(seen.tile("Loss, newest microbatch")).isBetween(0.1, 10.0);
            seen.await("iota-chart canvas");
            seen.until(
                    () -> seen.find("figure:first-of-type output").textContent().contains("running mean"));
            assertThat(seen.find("figure output").allTextContents())
                    .anyMatch(text -> text.contains("tokens/s"))
                    .anyMatch(text -> text.contains("stage 2"));
            seen.await(".course .now, .course .done");
            assertThat(seen.find(".pulse").textContent()).isEqualTo("live");
        }
    }

    @Test
    @Order(2)
    void what_the_run_does_is_seen_without_asking_for_the_page_again() {
        try (var seen = look()) {
            seen.open("");
            var before = seen.tile("Tokens trained");

            seen.until(() -> seen.tile("Tokens trained") > before);
        }
    }

    @Test
    @Order(3)
    void miners_are_searched_and_sorted() {
        try (var seen = look()) {
            seen.open("miners");
            seen.until(() -> seen.find(".miners .row").count() == MINERS);
            var one =
                    Objects.requireNonNull(seen.find(".miners .row .key").nth(4).getAttribute("title"));

            seen.find("input[name=search]").fill(one.substring(0, 12));
            seen.until(() -> seen.find(".miners .row").count() == 1);
            assertThat(seen.find(".miners .row .key").getAttribute("title")).isEqualTo(one);
            assertThat(seen.find(".found").textContent()).isEqualTo("1 of 9 miners");
            seen.find("input[name=search]").fill("");
            seen.find("select[name=stage]").selectOption(new SelectOption().setValue("1"));
            seen.until(() -> seen.find(".miners .row").count() == MINERS / STAGES);
            seen.find("select[name=stage]").selectOption(new SelectOption().setValue(""));

            var backwards = seen.find(".miners .head [role=columnheader]:has-text(\"Backwards\")");
            backwards.locator("button").click();
            backwards.locator("button").click();
            seen.until(() -> "descending".equals(backwards.getAttribute("aria-sort")));
            assertThat(seen.find(".miners .row [data-word=bwd]").allTextContents().stream()
                            .map(text -> Long.parseLong(text.replace(",", ""))))
                    .hasSize(MINERS)
                    .isSortedAccordingTo(Comparator.reverseOrder());
        }
    }

    @Test
    @Order(4)
    void a_miner_has_a_page_with_its_score_explained() {
        try (var seen = look()) {
            seen.open("miners");
            var link = seen.await(".miners .row .key").first();
            var hotkey = Objects.requireNonNull(link.getAttribute("title"));
            link.click();
            seen.await(".explanation li");
            assertThat(seen.find(".whole-key").textContent()).isEqualTo(hotkey);
            assertThat(seen.tile("Share of what is paid")).isBetween(0.0, 100.0);
            assertThat(seen.tile("Hops accepted")).isPositive();
            assertThat(seen.find("main").textContent()).contains("Faults open", "Device", "Version");
            seen.picture("miner");
        }
    }

    @Test
    @Order(4)
    void held_out_loss_is_a_curve_beside_the_loss_and_the_cost_is_called_an_estimate() {
        try (var seen = look()) {
            SeenRun.heldOutAndCost(seen);
        }
    }

    @Test
    @Order(5)
    void a_merge_shows_who_agreed_with_whom() {
        try (var seen = look()) {
            seen.open("epochs/0/1");
            seen.await(".matrix .same");
            assertThat(seen.find(".matrix tbody tr").count()).isEqualTo(MINERS / STAGES);
            assertThat(seen.find(".matrix .different").count()).isZero();
            assertThat(seen.find(".course .done").count()).isEqualTo(4);
            assertThat(seen.find("[aria-label=Uploads] tbody tr").count()).isEqualTo(MINERS / STAGES);
            assertThat(seen.find(".tabs a").count()).isEqualTo(STAGES);
            seen.picture("merge");
        }
    }

    @Test
    @Order(6)
    void shares_add_up_to_everything() {
        try (var seen = look()) {
            seen.open("scores");
            seen.await(".shares tbody tr");

            var shares = seen.find(".shares td:nth-child(2) data").all().stream()
                    .mapToDouble(share -> Double.parseDouble(share.getAttribute("value")))
                    .sum();
            assertThat(shares + seen.tile("Burned")).isCloseTo(100, within(0.01));
        }
    }

    @Test
    @Order(7)
    void audits_and_events_say_what_and_why() {
        try (var seen = look()) {
            seen.open("audits");
            assertThat(seen.await(".list li").first().textContent()).contains("passed", "stage", "says right");
            seen.open("events");
            seen.await(".list li");
            assertThat(String.join(" ", seen.find(".events .pill").allTextContents()))
                    .contains("miner joined", "validator joined", "epoch published");
        }
    }

    @Test
    @Order(8)
    void the_keyboard_alone_reaches_everything() {
        try (var seen = look()) {
            seen.open("");
            var keyboard = seen.page().keyboard();
            keyboard.press("Tab");
            assertThat(seen.focused()).isEqualTo("To the content");
            keyboard.press("Enter");
            assertThat(seen.page().evaluate("document.activeElement.id")).isEqualTo("main");
            for (var i = 0; i < 60 && !seen.focused().equals("all events"); i++) {
                keyboard.press("Tab");
            }
            assertThat(seen.focused()).as("reached with the tabulator key").isEqualTo("all events");
            keyboard.press("Enter");
            seen.await("h1:text-is(\"Events\")");

            seen.open("");
            var chart = seen.await("iota-chart:has(canvas)").first();
            chart.focus();
            var newest = chart.getAttribute("aria-valuetext");
            keyboard.press("Home");
            seen.until(() -> !Objects.equals(newest, chart.getAttribute("aria-valuetext")));
            assertThat(chart.getAttribute("aria-valuetext")).contains("tokens", "nats");
        }
    }

    @Test
    @Order(9)
    void what_is_not_there_is_said_in_the_sentence_of_the_api() {
        try (var seen = look()) {
            seen.open("miners/" + UNKNOWN);
            assertThat(seen.await(".refusal").textContent()).contains("ever registered");
            seen.open("epochs/99999");
            assertThat(seen.await(".refusal").first().textContent()).contains("has not begun");
            seen.open("nowhere");
            assertThat(seen.await(".empty").textContent()).contains("There is no such page");
            assertThat(seen.problems()).allMatch(problem -> problem.contains("404"));
        }
    }

    @ParameterizedTest
    @EnumSource
    @Order(10)
    void every_view_breaks_no_rule_of_accessibility_and_fits(Look look) {
        try (var seen = chromium.look(look, address)) {
            for (var view : VIEWS) {
                seen.open(view);
                assertThat(seen.violations()).as("%s of '%s'", look, view).isEmpty();
                assertThat(seen.fits()).as("%s of '%s'", look, view).isTrue();
                seen.picture(look + "-" + view);
            }
        }
    }

    @Test
    @Order(11)
    void what_is_shown_is_called_stale_once_the_api_is_away() throws Exception {
        try (var seen = look()) {
            seen.open("");
            seen.await(".nodes.named li");
            Started.signal("INT", started.handle().pid());
            assertThat(started.awaitEnd().output()).contains("outcome: ");
            assertThat(seen.await(".banner.bad").textContent()).contains("does not answer", "stale");
            assertThat(seen.await(".pulse.old").textContent()).contains("old");
            assertThat(seen.find(".stage").count()).isEqualTo(STAGES);
            assertThat(seen.violations()).isEmpty();
            seen.picture("stale");
            assertThat(seen.problems()).allMatch(problem -> problem.contains("ERR_CONNECTION"));
        }
    }

    @Test
    @Order(12)
    void what_is_seen_at_the_end_is_what_the_report_says() throws Exception {
        var report = Started.report(run());
        try (var cloud = CloudProcess.start(
                        run().resolve("cloud"),
                        RunFolder.record(run()).spec().run(),
                        run().resolve("logs").resolve("cloud.log"));
                var seen = look()) {
            assertThat(cloud.process().isAlive()).isTrue();
            seen.open("");
            assertThat(seen.tile("Tokens trained")).isEqualTo((double) report.tokens());
            assertThat(seen.tile("Audits")).isEqualTo((double) report.audits().drawn());
            assertThat(seen.tile("On its way")).isEqualTo((double) report.microbatchesInFlightAtStop());
            seen.open("epochs");
            seen.await("[aria-label=\"All epochs\"] tbody tr");
            assertThat(seen.find("[aria-label=\"All epochs\"] tbody tr:has-text(\"published\")")
                            .count())
                    .isEqualTo(report.epochs().size());
        }
    }

    private static SeenPage look() {
        return chromium.look(Look.DESKTOP_LIGHT, address);
    }
}
