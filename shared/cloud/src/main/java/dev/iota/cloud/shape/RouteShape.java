package dev.iota.cloud.shape;

/**
 * A route of the HTTP API.
 *
 * @param method HTTP method
 * @param path path, exact; or one that ends with {@code /{name+}}, which stands for every path that begins so and that
 *     no exact route of the method has
 * @param function logical name of the function that answers
 */
public record RouteShape(String method, String path, String function) {
    private static final String GREEDY = "\\{\\w+\\+}";

    /** The route under API Gateway's name for it, such as {@code POST /v1/register}. */
    public String key() {
        return method + " " + path;
    }

    /** Whether it stands for more than one path. */
    public boolean isGreedy() {
        return path.matches(".*/" + GREEDY);
    }

    /** Whether it is for this request, if no exact route is. */
    public boolean covers(String requestMethod, String requestPath) {
        var beginning = path.replaceFirst(GREEDY + "$", "");
        return isGreedy()
                && method.equals(requestMethod)
                && requestPath.startsWith(beginning)
                && requestPath.length() > beginning.length();
    }
}
