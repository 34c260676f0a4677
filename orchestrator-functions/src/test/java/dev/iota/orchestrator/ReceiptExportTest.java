package dev.iota.orchestrator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.iota.core.audit.AuditExport;
import dev.iota.core.audit.ReceiptCheck;
import dev.iota.core.audit.ReceiptExport;
import dev.iota.core.base.Json;
import dev.iota.core.base.Sha256;
import dev.iota.core.microbatch.Hop;
import dev.iota.core.microbatch.Microbatch;
import dev.iota.core.wire.Event;
import dev.iota.core.wire.StepEntry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A receipt in a folder, for whoever wants to verify it. */
@Tag("security")
class ReceiptExportTest {
    @TempDir
    private Path temporary;

    private final AuditScene scene = AuditScene.of(AuditScene.EVERY, 1);

    @Test
    void a_receipt_is_written_with_its_tokens_the_signed_steps_and_the_audits_whose_evidence_is_there()
            throws Exception {
        scene.pass();
        var receipt = receipt();
        var tokens = scene.run.run().works().tokens().recordHash(receipt.position());
        step(scene.head, receipt, tokens, gradient(receipt, 1));
        step(scene.middle, receipt, activation(receipt, 0), gradient(receipt, 2));
        step(scene.tail, receipt, activation(receipt, 1), Optional.empty());

        assertThat(scene.run.receipts().export(receipt.id(), temporary)).isEmpty();

        var export = export();
        assertThat(export.spec()).isEqualTo(scene.run.run().spec());
        assertThat(export.spec().data())
                .contains(scene.run.run().record().manifest().sha256());
        assertThat(export.audits()).containsExactly(0, 1, 2);
        var check = new ReceiptCheck(export);
        assertThat(check.hops()).allSatisfy(found -> assertThat(found.step()).isPresent());
        for (var stage : export.audits()) {
            check.require(stage, audit(stage));
        }
        assertThatThrownBy(() -> check.require(0, audit(1)))
                .hasMessageContaining("is not about the hop of microbatch ");
        assertThat(Sha256.hex(Files.readAllBytes(temporary.resolve("tokens")))).isEqualTo(tokens);
    }

    @Test
    void hops_whose_evidence_is_gone_are_told_and_steps_that_never_came_are_missing() throws Exception {
        scene.pass();
        scene.judge(0, work -> work.stage() != 1);
        scene.run.clock().pass(Duration.ofHours(2));
        scene.run.sweep();

        assertThat(scene.run.receipts().export(receipt().id(), temporary))
                .hasSize(3)
                .allMatch(sentence -> sentence.startsWith("the evidence of audit "));

        assertThat(export().audits()).isEmpty();
        assertThat(new ReceiptCheck(export()).hops())
                .noneMatch(found -> found.step().isPresent());
    }

    @Test
    void what_has_no_receipt_and_a_folder_that_has_one_are_refused() throws Exception {
        scene.passToTheTail();
        var open = scene.run.run().microbatches().get(0).orElseThrow();
        var receipts = scene.run.receipts();
        assertThatThrownBy(() -> receipts.export(open.id(), temporary))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("only one that is complete has a receipt");
        assertThatThrownBy(() -> receipts.export(99, temporary)).hasMessage("the run has no microbatch 99");

        Files.writeString(temporary.resolve(ReceiptExport.FILE), "{}");
        assertThatThrownBy(() -> receipts.export(open.id(), temporary))
                .hasMessageContaining("receipt.json is there already");
    }

    private void step(TestMiner miner, Microbatch receipt, String input, Optional<String> gradient) {
        var entry = new StepEntry(receipt.id(), input, gradient);
        scene.run.deliver(miner.sign(new Event.StepDone(
                scene.run.names().run(),
                receipt.epoch(),
                miner.stage(),
                miner.session().registration(),
                1,
                List.of(entry),
                1,
                1,
                "none")));
    }

    private Microbatch receipt() {
        return scene.run
                .receipts()
                .microbatches()
                .filter(one -> one.state() == Microbatch.State.COMPLETE)
                .findFirst()
                .orElseThrow();
    }

    private static String activation(Microbatch receipt, int stage) {
        return receipt.hops().get(stage).activation().orElseThrow().sha256();
    }

    private static Optional<String> gradient(Microbatch receipt, int stage) {
        return receipt.hops().get(stage).gradient().map(Hop.Stored::sha256);
    }

    private ReceiptExport export() throws IOException {
        return Json.read(Files.readString(temporary.resolve(ReceiptExport.FILE)), ReceiptExport.class);
    }

    private AuditExport audit(int stage) throws IOException {
        var folder = temporary.resolve(ReceiptExport.audit(stage));
        return Json.read(Files.readString(folder.resolve(AuditExport.FILE)), AuditExport.class);
    }
}
