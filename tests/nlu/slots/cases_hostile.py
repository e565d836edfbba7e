"""A second set, written against the parser: dates asked for, not asked for, of papers; sentences without any slot."""

ASKED = """
dạ 9/9/99 = 1999-09-09
ngày 9 tháng 9 = -09-09
9 tháng 9 năm 1999 dương lịch = 1999-09-09
sinh nhật em 20/11, năm 2005 = 2005-11-20
20-11 năm 2005 = 2005-11-20
20/11 2005 = 2005-11-20
hai mươi tháng mười một hai nghìn không trăm lẻ năm = 2005-11-20
hai mươi tháng mười một năm hai lẻ năm = -11-20
20 11 05 = 2005-11-20
20.11.2005. = 2005-11-20
"20/11/2005" = 2005-11-20
20/11/2005? = 2005-11-20
(20/11/2005) = 2005-11-20
20/11/2005nha = 2005-11-20
em sinh20/11/2005 = 2005-11-20
20 /11/ 2005 = 2005-11-20
20//11//2005 = 2005-11-20
2005 = 2005
2005 ạ, tháng 11 = 2005-11
tháng 11 năm 2005, ngày 20 = 2005-11-20
năm 2005 nha bạn = 2005
nam 2005 = 2005
k nhớ rõ, chắc 2004 = 2004
2004 hay 2005 em không nhớ = ambiguous
hình như 2004 = 2004
19/5/2oo3 = 2003-05-19
l9/5/2003 =
1O/1O/2OO3 = 2003-10-10
em 2k3 ạ = 2003
2k = 2000
2k10 = 2010
2k30 = invalid
02 = 2002
năm 02 = 2002
sn: 02 = 2002
sinh năm ngọ =
tuổi ngựa =
nhâm ngọ = 2002
em tuổi Quí Mùi á = 2003
20 tuổi = age 20
hai mươi tuổi = age 20
em 22t rồi = age 22
18 tuổi 3 tháng = age 18
22 tuổi (2004) = 2004
tròn 18 tuổi = age 18
chưa tới 18 = ambiguous
em chưa đủ 18 tuổi = age 18
đủ 18 tuổi rồi ạ = age 18
17 = ambiguous
96 = 1996
1/1 = -01-01
30/2 = invalid
31/4/2004 = invalid
00/05/2004 = invalid
12/00/2004 = invalid
0/0/0 =
12/5/1850 = invalid
1/13/2005 = invalid
2005/13/1 = invalid
2005-20-11 = invalid
20/11/05 al = lunar 2005-11-20
rằm tháng bảy 2003 = lunar 2003-7-15
15 tháng 7 âl năm 2003 = lunar 2003-7-15
mùng 1 tết 2005 = 2005
mùng 10 tháng 3 năm 2004 = 2004-03-10
mồng mười tháng ba năm 2004 = 2004-03-10
3 tháng 2 dl 2005 = 2005-02-03
ngày dương 3/2/2005 = 2005-02-03
trên cccd ghi 3/2/2005 = 2005-02-03
cccd 3/2/2005, ngày thật 1/1/2005 âm lịch = 2005-02-03
em lộn, sinh 2004 = 2004
ý lộn 2004 = 2004
à quên 2004 = 2004
2003 nhầm 2004 chứ = 2004
2003, xin lỗi 2004 = 2004
không phải 12/5 mà 13/5/2004 = 2004-05-13
12/5/2003 sai rồi, 12/5/2004 = 2004-05-12
12/5/2004, không phải 2003 = 2004-05-12
2004 chứ ko phải 2005 nha = 2004
sửa thành 2004 = 2004
đổi lại 15/6/2004 = 2004-06-15
không phải =
bỏ qua =
sao phải hỏi ngày sinh =
ngày sinh để làm gì vậy =
em ở phường 5 =
mất bao nhiêu tiền, 50k hả =
gọi 0918 123 456 nha =
sinh 3/9/2004 sđt 0918123456 = 2004-09-03
096204001234 sinh 3/9/2004 = 2004-09-03
học lớp 12 sinh 2008 = 2008
12A1 =
sinh viên năm 2 =
sinh viên năm 3 sinh 2005 = 2005
khóa 2023 =
k24 =
2004-2005 =
từ 2004 = 2004
trước 2004 = 2004
sau năm 2000 = 2000
khoảng 2003 = 2003
dạ thưa 15 tháng 2 năm 2003 ạ = 2003-02-15
15-2-2oo3 = 2003-02-15
15/02/03 = 2003-02-15
mười lăm tháng hai năm hai không không ba = 2003-02-15
mười lăm tháng hai hai ngàn lẻ ba = 2003-02-15
mười lăm tháng hai hai nghìn không trăm linh ba = 2003-02-15
muoi lam thang hai nam hai ngan khong tram le ba = 2003-02-15
ba mươi mốt tháng mười hai một chín chín tám = 1998-12-31
hăm lăm tháng chạp năm 2002 = 2002-12-25
23 tháng 10 âm lịch 2004 = lunar 2004-10-23
sinh ngay 5 thang nam nam 2004 = 2004-05-05
mùng năm tháng năm năm hai nghìn lẻ năm = 2005-05-05
ngày 5 tháng 5 năm 5 = -05-05
5/5/5 =
2004 nha a = 2004
em sn 2004, quê Năm Căn = 2004
Sinh năm 2004 tại Năm Căn = 2004
em sinh tháng tư năm 2004 = 2004-04
sinh thang 4/2004 = 2004-04
4/04 = -04-04
tháng 4 năm 04 = 2004-04
12.5.04 = 2004-05-12
12,5,04 = 2004-05-12
12 5 = -05-12
12-5 = -05-12
1252004 ạ = invalid
12/5/2004 hoặc 5/12/2004 = ambiguous
12/5/2004 - 12/5/2005 = ambiguous
12:05:2004 = 2004-05-12
12 tháng 5 (2004) = 2004-05-12
12/05 (năm 2004) = 2004-05-12
năm sinh: 2004. ngày sinh: 12/05 = 2004-05-12
2004/12/5 = 2004-12-05
Jan 5 2004 = 2004-01-05
5th of May 2004 = 2004-05-05
twenty two =
I'm 22 = age 22
22 years old = age 22
born in 2004 = 2004
2004 bạn nhé, 22 tuổi = 2004
22 tuổi tính cả tuổi mụ = age 22
em sinh năm con khỉ =
giáp thân 2004 = 2004
canh thân = 1980
em tuổi dần =
Mậu Dần = 1998
Nhâm Thân = 1992
tui 1958 = 1958
58 = 1958
sinh năm 58 = 1958
66 tuổi = age 66
tôi sn 1966 = 1966
em sinh cuối năm 2003 = 2003
đầu năm 2004 = 2004
2003 âm, 2004 dương = ambiguous
trong giấy khai sinh là 12/5/2004 còn cccd 13/5/2004 = ambiguous
số 5 =
một =
500k =
em không muốn cung cấp =
sao phải khai =
09/2004 = 2004-09
9-2004 = 2004-09
9.2004 = 2004-09
9 2004 = 2004-09
thang 9 2004 = 2004-09
t9/2004 = 2004-09
t9 2004 = 2004-09
2004-9 = 2004-09
31/6/2004 = invalid
29-02-2001 = invalid
29-2-2000 = 2000-02-29
2/30/2004 = invalid
22/11/2026 = 2026-11-22
23/11/2026 = invalid
1/1/1800 = invalid
0012/05/2004 =
12//5//2004 = 2004-05-12
12/5/2004/1 =
số 12/5/2004/QĐ = 2004-05-12
"""

UNASKED = """
chào ad e sinh 15 tháng 7 năm 2k5 có dki đc hok = 2005-07-15
mình sinh ngày 9 tháng 9 năm 99 = 1999-09-09
em 2003 có được không ạ = 2003
bé nhà chị sinh 2010 đăng ký được không = 2010
cháu nó sinh 25/12/2007 = 2007-12-25
mẹ em sinh 1970 có đăng ký được không = 1970
em sinh 22/11/2008 hôm nay đủ 18 chưa = 2008-11-22
hôm nay 22/11/2026 =
ngày mai 23/11/2026 đăng ký được không =
sang năm 2027 còn không =
năm 2026 hết hạn hả =
em đăng ký ngày 12/5/2026 mà chưa thấy gì =
đăng ký từ 1/6/2023 đến 31/12/2025 hả =
từ 01/01/2027 thì sao =
1/2 số tiền =
24/7 có người trực không =
hotline 1900 1234 =
gọi 156 =
web em lan2004.id.vn =
lan2004@gmail.com =
số 12/5 đường 3/2 =
đường 30/4 =
quán mở 8h30 - 22h =
dung lượng 2gb =
version 3.11.4 =
192.168.1.1 =
1.2.3.4 =
12.500.000 =
2.004.000đ =
có 2004 người đăng ký =
5/5 sao =
10 điểm =
em thi được 12,5 =
sn05 = 2005
2k5-2k8 = ambiguous
lứa 2k4 2k5 có được không = ambiguous
gia hạn 20 năm =
mã số 0312345678 sinh 2003 = 2003
em 20 = age 20
chị 35 tuổi = age 35
bác 65 tuổi rồi = age 65
người 60t làm được không = age 60
em 25 có được không = age 25
t sinh 2004 = 2004
t 2004 = 2004
t5/2004 = 2004-05
t12 =
thứ 5 tuần sau =
tháng 12 năm 2026 hết hạn chưa =
tháng sau em đủ 18 =
còn 2 tháng 5 ngày nữa =
12 tháng 5, 20 người đến =
em sinh năm 2003 và mẹ sinh 1975 = ambiguous
luật 91/2025/QH15 =
số 0109/KH-UBND ngày 23/9/2025 =
tới 31/12 hết hạn hả =
đăng ký trước 31/12/2026 =
hết năm 2026 hả ad =
22/11/2008 đủ tuổi chưa = 2008-11-22
em sinh 22-11-2008 hôm nay đăng ký được chưa = 2008-11-22
con tôi 17 tuổi rưỡi = age 17
23 tuổi 11 tháng có được không = age 23
em 23t 2 tháng = age 23
tuổi từ 18-23 =
18-23 tuổi =
độ tuổi 18 đến 23 =
quá tuổi rồi 25 tuổi = age 25
2 quán 3 chi nhánh =
3/4 số người =
web 3.0 =
windows 11 2023 =
1/2 ngày =
gọi lại lúc 9/11 =
7/11 và 9/11 =
covid 2020 =
sinh viên 2020 =
sv k2022 =
khoá 2021-2025 =
"""

PAPERS = """
dạ giấy phép cấp 12 tháng 3 năm nay = -03-12
12/3/26 = 2026-03-12
tháng 3 năm 2026 = 2026-03
t3/2026 = 2026-03
đầu năm 2026 = 2026
hôm qua =
năm ngoái =
2024 = 2024
mở 3 năm rồi =
lần đầu 5/6/2025, thay đổi lần 2 ngày 3/3/2026 = 2025-06-05
Đăng ký lần đầu, ngày 12 tháng 05 năm 2026. Đăng ký thay đổi lần thứ 2, ngày 1 tháng 7 năm 2026 = 2026-05-12
ngày 5/6/2025 nha = 2025-06-05
5/2027 = invalid
30/2/2026 = invalid
từ năm 2022 = 2022
cỡ tháng 8/2025 = 2025-08
mới mở tháng trước =
"""

NO_SLOT = """
chương trình này là của ai vậy
có mất phí không ad
ai được đăng ký id.vn
id.vn và biz.vn khác nhau sao
sao không dùng .com
em ở tỉnh khác đăng ký được không
người nước ngoài thì sao
mỗi người được mấy tên
bán online chưa có giấy phép
chương trình kéo dài tới khi nào
đăng ký ở đâu
đăng ký mấy bước
cần giấy tờ gì
có cần VNeID không
bao lâu thì có
mất căn cước rồi làm sao
ảnh cccd bị từ chối
điền tên có dấu hay không dấu
địa chỉ cũ hay mới
đăng ký giùm mẹ được không
làm trên điện thoại được không
nhà đăng ký nào tốt
web bắt trả 50k
em lỡ chuyển 200.000đ rồi có lấy lại được không
tên được bao nhiêu ký tự
tên có dấu được không
tên phải giống tên thật không
tên bị người khác lấy rồi
kiểm tra tên còn không
đổi tên sau khi đăng ký được không
lấy tên thương hiệu nổi tiếng được không
tên miền là gì
miễn phí gồm những gì
không biết làm web
trỏ dns về blogger
cấu hình 2 ngày chưa chạy
email theo tên miền dùng sao
có cần ssl không
hết 2 năm thì sao
có tự động trừ tiền không
gia hạn khi nào
chuyển nhượng cho người khác
lừa đảo hả
thông tin của tôi có công khai không
xin số điện thoại cán bộ
cho gặp người thật
bot ngu quá
bạn là ai
cảm ơn nhiều nha
tạm biệt
thời tiết hôm nay thế nào
vay tiền 50 triệu
đăng ký kết hôn ở đâu
đăng ký 4g viettel
giá tôm hôm nay bao nhiêu
đội tuyển việt nam đá mấy giờ
mấy giờ làm việc
đường tới ubnd xã
xóa dữ liệu của tôi
đừng nhắn nữa
trường đại học bạc liêu có hỗ trợ không
sinh viên trường cao đẳng cộng đồng cà mau
em muốn làm cv online
em là thợ hồ
chị bán bánh ở chợ
em là người khmer
tôi ở nước ngoài về
hi
alo
ad
...
?
👍
😂😂
aaaaaa
id vn
biz
a
b
hai
không em hỏi chút
có ai không
được rồi cảm ơn
thôi để mai
ok em hiểu rồi
vậy hả
đúng rồi đó
anh cần hỗ trợ
em cần hỗ trợ
Mình cần đăng ký cho mẹ mình
"""
