namespace Dentropy.Build.Help;

// Something in a page that cannot be made into help, and where it is.
internal sealed class PageException(string file, int line, string message) : Exception($"{file}:{line}: {message}");
