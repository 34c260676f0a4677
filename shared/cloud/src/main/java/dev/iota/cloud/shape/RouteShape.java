package dev.iota.cloud.shape;

/**
 * A route of the HTTP API.
 *
 * @param method HTTP method
 * @param path path, exact
 * @param function logical name of the function that answers
 */
public record RouteShape(String method, String path, String function) {
    /** The route under API Gateway's name for it, such as {@code POST /v1/register}. */
    public String key() {
        return method + " " + path;
    }
}
