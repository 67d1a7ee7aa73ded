#!/usr/bin/env dotnet
#:property PublishAot=false
#:project build/Dentropy.Build.csproj

// The front to every target; 'dotnet run build.cs help' lists them, and the work is in build/.
return await Dentropy.Build.Front.RunAsync(args);
