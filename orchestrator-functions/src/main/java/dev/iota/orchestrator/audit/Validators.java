package dev.iota.orchestrator.audit;

import dev.iota.cloud.table.MinerRecord.Session;
import dev.iota.cloud.table.ValidatorRecord;
import dev.iota.cloud.table.ValidatorRecord.Joining;
import dev.iota.cloud.table.ValidatorRecord.Tally;
import dev.iota.core.api.QueueCredentials;
import dev.iota.core.api.ValidatorRequest;
import dev.iota.core.api.ValidatorResponse;
import dev.iota.core.api.view.RunEvent;
import dev.iota.core.api.view.RunEvent.Kind;
import dev.iota.core.base.Sha256;
import dev.iota.core.identity.Hotkey;
import dev.iota.core.routing.Admission;
import dev.iota.orchestrator.context.Run;
import dev.iota.orchestrator.context.Services;
import dev.iota.orchestrator.context.StructuredLog;
import dev.iota.orchestrator.http.ApiRefusedException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Optional;

/**
 * Lets validators in, keeps their sessions and leases alive, and gives them audits. One route does all of it: a
 * validator has no stage to be assigned and nothing to resume.
 */
public final class Validators {
    /** New credentials are given when the old ones end sooner: many heartbeats may be missed until then. */
    private static final Duration CREDENTIALS_LEFT = Duration.ofMinutes(5);

    /** Bytes of a session's secret. */
    private static final int SECRET = 32;

    private final Services services;
    private final AuditLeases leases;
    private final HeldOutMeasurements heldOut;
    private final StructuredLog structuredLog = new StructuredLog(Validators.class);

    public Validators(Services services) {
        this.services = services;
        this.leases = new AuditLeases(services, new AuditEvidence(services));
        this.heldOut = new HeldOutMeasurements(services);
    }

    /**
     * @throws ApiRefusedException if the caller is not on the list of the run's owner, or another process of it is
     *     alive
     */
    public ValidatorResponse validate(Run run, Hotkey hotkey, ValidatorRequest request) {
        if (!services.runs().validators().hotkeys().contains(hotkey)) {
            throw ApiRefusedException.notAdmitted(
                    "the owner of this run lists its validators, and %s is not among them".formatted(hotkey));
        }
        var known = services.validators().get(hotkey);
        var proof = request.session().map(Sha256::hex);
        var current = known.filter(
                validator -> proof.filter(validator.session().hash()::equals).isPresent());
        var response =
                current.isPresent() ? renew(run, current.get(), request) : register(run, hotkey, known, proof, request);
        services.validators().get(hotkey).ifPresent(validator -> {
            leases.fill(run, validator, request.stage());
            heldOut.offer(run, validator, request.held());
        });
        return response;
    }

    private ValidatorResponse renew(Run run, ValidatorRecord validator, ValidatorRequest request) {
        var now = services.now();
        if (!services.validators().heard(validator, now)) {
            throw ApiRefusedException.fenced("this session is fenced: the validator registered again");
        }
        leases.extend(run, validator.hotkey(), request.held());
        var credentials = now.plus(CREDENTIALS_LEFT).isBefore(request.credentialsExpire())
                ? Optional.<QueueCredentials>empty()
                : Optional.of(issue(validator.hotkey(), validator.joining().inbox()));
        return response(
                run, request.session().orElseThrow(), validator.joining().inbox(), credentials);
    }

    private ValidatorResponse register(
            Run run,
            Hotkey hotkey,
            Optional<ValidatorRecord> before,
            Optional<String> proof,
            ValidatorRequest request) {
        var session = before.map(ValidatorRecord::session);
        // The answer to the registration before may have been lost.
        var holds = session.filter(s -> proof.filter(s.former()::equals).isPresent())
                .isPresent();
        var admitted = Admission.admit(
                holds, before.map(ValidatorRecord::lastSeen), run.spec().leases(), services.now());
        admitted.retryAfter().ifPresent(wait -> {
            throw ApiRefusedException.alive(admitted.reason(), wait);
        });
        var number = services.runs().nextRegistration();
        var inbox = services.inboxes().url(hotkey, number);
        var secret = secret();
        var next = new ValidatorRecord(
                hotkey,
                new Joining(number, inbox, request.version(), request.device()),
                new Session(Sha256.hex(secret), session.map(Session::hash).orElse("")),
                services.now(),
                Tally.NONE);
        if (!services.validators().register(next, before)) {
            throw ApiRefusedException.fenced("another process of this validator registered at this moment");
        }
        services.inboxes().create(hotkey, number);
        structuredLog.notable("validator registered", admitted.reason(), "hotkey", hotkey, "registration", number);
        services.runEvents()
                .happened(RunEvent.of(
                                "validator/%d".formatted(number),
                                Kind.VALIDATOR_REGISTERED,
                                services.now(),
                                admitted.reason())
                        .of(hotkey));
        before.ifPresent(earlier -> services.inboxes().delete(earlier.joining().inbox()));
        leases.release(run, hotkey);
        return response(run, secret, inbox, Optional.of(issue(hotkey, inbox)));
    }

    private QueueCredentials issue(Hotkey hotkey, String inbox) {
        return services.credentials().issue(hotkey, inbox, services.events().url());
    }

    private ValidatorResponse response(Run run, String secret, String inbox, Optional<QueueCredentials> credentials) {
        return new ValidatorResponse(
                secret, run.spec(), inbox, services.events().url(), services.region(), credentials);
    }

    private String secret() {
        var bytes = new byte[SECRET];
        services.random().nextBytes(bytes);
        return HexFormat.of().formatHex(bytes);
    }
}
