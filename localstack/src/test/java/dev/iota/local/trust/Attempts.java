package dev.iota.local.trust;

import static org.assertj.core.api.Assertions.assertThat;

import dev.iota.core.api.ErrorResponse;
import dev.iota.core.base.Json;
import dev.iota.core.wire.SignedEvent;
import java.net.http.HttpResponse;
import java.util.HashMap;
import java.util.Map;

/** Attempts at a scene that must fail: each is refused, counted, and changes nothing. */
final class Attempts {
    private final TrustScene scene;

    Attempts(TrustScene scene) {
        this.scene = scene;
    }

    /** A call that must be refused. */
    @FunctionalInterface
    interface Attempt {
        HttpResponse<String> make() throws Exception;
    }

    /** Makes an attempt that is refused, counted, and changes nothing. */
    HttpResponse<String> refused(int status, String reason, Attempt attempt, String says) throws Exception {
        var before = scene.tables();
        var counted = scene.counted("requestsRefused", reason);

        var response = attempt.make();

        assertThat(response.statusCode()).isEqualTo(status);
        assertThat(error(response).error()).contains(says);
        assertThat(scene.tables()).isEqualTo(before);
        assertThat(scene.counted("requestsRefused", reason)).isEqualTo(counted + 1);
        return response;
    }

    /** Sends an event that is refused, counted, and changes nothing but the quarantine. */
    void eventRefused(String metric, String reason, Participant sender, SignedEvent event) throws Exception {
        var before = withoutQuarantine();
        var counted = scene.counted(metric, reason);

        sender.tell(event);

        assertThat(TrustScene.eventually(() -> scene.counted(metric, reason) == counted + 1))
                .as("%s of %s are counted", metric, reason)
                .isTrue();
        assertThat(withoutQuarantine()).isEqualTo(before);
    }

    private Map<String, Object> withoutQuarantine() {
        var tables = new HashMap<String, Object>(scene.tables());
        tables.keySet().removeIf(name -> name.endsWith("-quarantine"));
        return tables;
    }

    static ErrorResponse error(HttpResponse<String> response) {
        return Json.read(response.body(), ErrorResponse.class);
    }
}
