using System.Text;
using System.Text.Json;
using Dentropy.Engine.Storage.Ceph;
using Xunit;

namespace Dentropy.Engine.Tests.Storage.Ceph;

public sealed class CephJsonTests
{
    [Theory]
    [InlineData("""{"a":nan,"b":-nan,"c":inf,"d":-inf,"e":[NaN,Infinity],"f":"nan inf","g":"a\"nan"}""", """{"a":null,"b":null,"c":null,"d":null,"e":[null,null],"f":"nan inf","g":"a\"nan"}""")]
    [InlineData("\n\n{\"a\":1}\n", """{"a":1}""")]
    public void WhatIsNoNumberIsNull(string written, string meant) =>
        Assert.True(JsonElement.DeepEquals(JsonDocument.Parse(meant).RootElement, CephJson.Read(Encoding.UTF8.GetBytes(written))));

    [Theory]
    [InlineData("")]
    [InlineData("{\"a\": nan, oops")]
    [InlineData("no json")]
    [InlineData("{\"a\":\"nan")]
    [InlineData("{\"a\":\"\\")]
    public void WhatIsNoJsonIsRefused(string written) => Assert.ThrowsAny<JsonException>(() => CephJson.Read(Encoding.UTF8.GetBytes(written)));
}
