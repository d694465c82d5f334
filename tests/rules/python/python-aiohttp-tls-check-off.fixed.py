import aiohttp


async def fetch(url):
    async with aiohttp.ClientSession() as session:
        # ruleid: python-aiohttp-tls-check-off
        async with session.get(url, ssl=True) as response:
            return await response.json()


def make_session():
    # ruleid: python-aiohttp-tls-check-off
    return aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=10, ssl=True))


async def checked(session, url, context):
    # ok: python-aiohttp-tls-check-off
    async with session.get(url, ssl=context) as response:
        return await response.text()


def default_session():
    # ok: python-aiohttp-tls-check-off
    return aiohttp.ClientSession(connector=aiohttp.TCPConnector(ssl=True))


async def database(pool, dsn):
    # ok: python-aiohttp-tls-check-off
    return await pool.connect(dsn, ssl=False)
