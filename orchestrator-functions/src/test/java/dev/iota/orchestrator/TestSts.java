package dev.iota.orchestrator;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import software.amazon.awssdk.services.sts.StsClient;
import software.amazon.awssdk.services.sts.model.AssumeRoleRequest;
import software.amazon.awssdk.services.sts.model.AssumeRoleResponse;

/** Gives credentials that nothing checks, and remembers what it was asked for. */
final class TestSts implements StsClient {
    private static final Instant NEVER = Instant.parse("2100-01-01T00:00:00Z");

    private final List<AssumeRoleRequest> requests = new ArrayList<>();

    List<AssumeRoleRequest> requests() {
        return requests;
    }

    /** Another test has the run whose roles begin so from now on. */
    synchronized void forget(String prefix) {
        requests.removeIf(request -> request.roleArn().contains("/" + prefix));
    }

    @Override
    public synchronized AssumeRoleResponse assumeRole(AssumeRoleRequest request) {
        requests.add(request);
        return AssumeRoleResponse.builder()
                .credentials(c -> c.accessKeyId("id")
                        .secretAccessKey("secret")
                        .sessionToken("token")
                        .expiration(NEVER))
                .build();
    }

    @Override
    public String serviceName() {
        return "sts";
    }

    @Override
    public void close() {}
}
