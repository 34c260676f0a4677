package dev.iota.infra;

import dev.iota.cloud.client.ObjectStore;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import software.amazon.awscdk.SecretValue;
import software.amazon.awscdk.SecretsManagerSecretOptions;

/**
 * A store of objects that is not the stack's own bucket.
 *
 * @param endpoint where it is
 * @param secret name or ARN of the secret with its credentials
 * @param region of it, or null if it has none
 */
record SecondStore(String endpoint, String secret, @Nullable String region) {
    /** Context value: where another store of objects is. */
    static final String ENDPOINT = "objectsEndpoint";

    /** Context value, required beside the other: a secret with {@code accessKeyId} and {@code secretAccessKey}. */
    static final String SECRET = "objectsSecret";

    /** Context value: region of the store. */
    static final String REGION = "objectsRegion";

    /**
     * @param context value of a context key, or null
     * @return null if objects are in the stack's own bucket
     * @throws InvalidSettingException if a value stands alone
     */
    static @Nullable SecondStore of(Function<String, @Nullable Object> context) {
        var endpoint = context.apply(ENDPOINT);
        var secret = context.apply(SECRET);
        if (endpoint == null && secret == null) {
            return null;
        }
        if (endpoint == null || secret == null) {
            throw new InvalidSettingException("'-c %s=URL' and '-c %s=NAME' belong together: add '-c %s=…'"
                    .formatted(ENDPOINT, SECRET, endpoint == null ? ENDPOINT : SECRET));
        }
        var region = context.apply(REGION);
        return new SecondStore(endpoint.toString(), secret.toString(), region == null ? null : region.toString());
    }

    /** What a function is told; the template has references to the secret's fields, not their values. */
    Map<String, String> environment() {
        var environment = new LinkedHashMap<String, String>();
        environment.put(ObjectStore.ENDPOINT, endpoint);
        if (region != null) {
            environment.put(ObjectStore.REGION, region);
        }
        environment.put(ObjectStore.ACCESS_KEY, field("accessKeyId"));
        environment.put(ObjectStore.SECRET, field("secretAccessKey"));
        return environment;
    }

    private String field(String name) {
        return SecretValue.secretsManager(
                        secret,
                        SecretsManagerSecretOptions.builder().jsonField(name).build())
                .unsafeUnwrap();
    }
}
