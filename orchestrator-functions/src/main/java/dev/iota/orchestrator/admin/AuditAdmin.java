package dev.iota.orchestrator.admin;

import dev.iota.cloud.table.HotkeyList;
import dev.iota.cloud.table.ValidatorRecord;
import dev.iota.core.audit.Audit;
import dev.iota.core.base.InvalidSpecException;
import dev.iota.core.identity.Hotkey;
import dev.iota.core.suspicion.EpochSuspicions;
import dev.iota.orchestrator.clasp.ClaspEpochs;
import dev.iota.orchestrator.context.Runs;
import dev.iota.orchestrator.context.Services;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Says who validates a run, and shows what validators did and what became of every audit. */
public final class AuditAdmin {
    /** More are hardly run by one owner, and each of them moves with every epoch. */
    private static final int MOST_REFERENCES = 100;

    private final Services services;
    private final Runs runs;

    public AuditAdmin(Services services, Runs runs) {
        this.services = services;
        this.runs = runs;
    }

    /** Those who may validate. */
    public List<Hotkey> listed() {
        return services.runs().validators().hotkeys();
    }

    /** Says who may validate from now on: verdicts of others count no more, those that were counted stay. */
    public void list(List<Hotkey> hotkeys) {
        services.runs().admit(new HotkeyList(hotkeys));
    }

    /** Miners for which the run's owner vouches. */
    public List<Hotkey> references() {
        return services.runs().references().hotkeys();
    }

    /** Says for whom the run's owner vouches: they move to another stage with every epoch that begins from now on. */
    public void vouch(List<Hotkey> hotkeys) {
        if (hotkeys.size() > MOST_REFERENCES) {
            throw new InvalidSpecException(
                    "%d reference miners are named; at most %d".formatted(hotkeys.size(), MOST_REFERENCES));
        }
        services.runs().vouch(new HotkeyList(hotkeys));
    }

    /** Every validator that ever registered, with how often others overruled it. */
    public List<ValidatorRecord> validators() {
        return services.validators().all().toList();
    }

    /** Every audit, with the verdicts as they were signed, read page by page. */
    public Stream<Audit> audits() {
        return runs.current().audits().all();
    }

    /** Who is suspected by what is known of losses and sizes; empty before the first epoch is over. */
    public Optional<EpochSuspicions> suspicions() {
        return new ClaspEpochs(services).newest();
    }

    /** One audit. */
    public Optional<Audit> audit(String id) {
        return runs.current().audits().get(id);
    }

    /**
     * Writes an audit, with all that it needs to be repeated, into a folder; nothing of the run changes.
     *
     * @param folder is made if it is not there
     * @throws IllegalStateException if there is no such audit, or its evidence is gone or is not what was signed
     * @throws IOException if the folder cannot be written, or a weight is not what was published
     */
    public void export(String id, Path folder) throws IOException {
        var audit = audit(id).orElseThrow(() -> new IllegalStateException("the run has no audit '%s'".formatted(id)));
        new AuditFolder(services, folder).write(runs.current(), audit);
    }
}
