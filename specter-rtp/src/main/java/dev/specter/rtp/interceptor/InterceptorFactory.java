package dev.specter.rtp.interceptor;

/** Makes an interceptor for each peer connection. Thread-safe. */
@FunctionalInterface
public interface InterceptorFactory {
    /**
     * Makes one.
     *
     * @param context its place in the chain; to be used from the first call of the interceptor on
     * @return a new interceptor
     */
    Interceptor create(InterceptorContext context);
}
